// Content hash: the name of a library's content, so that a changed file is known as another library.
//
// 128 bits, fast (a host start hashes every library). It is not made to withstand somebody who builds a
// second file with the same hash: whoever may put libraries into the plugin directory runs code in the host
// anyway. Threads: [any].
#pragma once
#include <span>
#include <string>

namespace garden::plugins {

std::string content_hash(std::span<const unsigned char> bytes);  // 32 hexadecimal digits

}  // namespace garden::plugins
