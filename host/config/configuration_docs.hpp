// Configuration docs: docs/configuration.md, made from the schemas that the program checks files with, so
// that the page cannot say anything else than the program does. A test compares the page in the tree with
// this. Threads: pure function [any].
#pragma once
#include <string>

namespace garden::config {

std::string configuration_markdown();

}  // namespace garden::config
