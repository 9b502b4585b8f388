// The functions of garden.process/1, alike for every instance: they find theirs by the host table they get.
//
// Threads: as sdk/include/garden/abi_process.h says of each.
#pragma once
#include "garden/abi_process.h"

namespace garden::runtime {

const garden_process_host& process_table();

}  // namespace garden::runtime
