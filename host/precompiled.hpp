// What nearly every source of the host reads first, compiled once: most of a build's time would go into
// reading these again. A source still includes what it uses, so that each header stands alone (tests/tidy
// checks that); this changes nothing but the time. Leave rooms' own headers out: they change.
#pragma once
#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>
