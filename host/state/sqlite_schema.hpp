// The tables of the state file and how they came to be.
#pragma once
#include "sqlite/owned_file.hpp"

namespace garden::state {

sqlite::OwnedFile state_file();  // [any]

}  // namespace garden::state
