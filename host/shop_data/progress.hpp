// Progress: how a long job tells the person who waits how far it is, and how it learns that they gave up.
//
// The job calls `progress(fraction, what)` a few times a second from its own thread: `fraction` runs from 0
// to 1, `what` is a short text ("orders of 2025-11"). Returning false cancels: the job undoes what it began
// and answers Code::cancelled. An empty function means: nobody is watching.
#pragma once
#include <functional>
#include <string_view>

namespace garden::shop_data {

using Progress = std::function<bool(double fraction, std::string_view what)>;

}  // namespace garden::shop_data
