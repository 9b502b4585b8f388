// Statement: whether a text is one statement that only reads, as far as words can tell.
//
// A layer of its own under the host's check and above the engine's: the engine's READ ONLY can be switched
// off by a SET, does not stop SELECT ... INTO OUTFILE or locks, and is only syntax on TiDB. So before any way
// gets a statement it must begin with a word that reads and hold none that does more. MySQL's executable
// comments are refused, for what is in them is read by some servers only. Threads: a pure function.
#pragma once
#include <string_view>

namespace garden::tidb {

// Throws Failure: DENIED when it would do more than read, INVALID when it is not one statement.
void check_reads_only(std::string_view sql);

}  // namespace garden::tidb
