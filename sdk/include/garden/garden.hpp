// garden.hpp: write a component of Agent Garden as a C++20 class with coroutines. Header only, standard
// library only.
//
//   struct Echo {
//     explicit Echo(garden::Config config) : prefix_(config.text("/prefix", "")) {}
//     garden::Task<> run(garden::Context& ctx) { co_await ctx.emit(prefix_ + std::string(ctx.request())); }
//     std::string prefix_;
//   };
//   GARDEN_PLUGIN("echo", "1.0.0", garden::component<Echo>(GARDEN_LLM, "echo", "Says it again.", "{}"))
//
// A tour: component.hpp what the class may look like; context.hpp what an operation can do; task.hpp and
// all.hpp coroutines; http.hpp, call.hpp, signal.hpp, process.hpp what can be waited for, alarm.hpp for how
// long; config.hpp, json.hpp, json_writer.hpp values in and out; failure.hpp how things end. The guide is
// docs/writing-a-plugin.md. Threads: see each.
//
// Traps of g++ 12 in an expression with co_await: a class temporary of ?: is destroyed twice; an object that
// is thrown (`throw Failure(code, co_await ...)`) is copied byte by byte; a braced list is refused. Put the
// result of the co_await, or the temporary, into a local first.
#pragma once
#include "garden/abi.h"
#include "garden/abi_agent.h"
#include "garden/abi_cache.h"
#include "garden/abi_connector.h"
#include "garden/abi_llm.h"
#include "garden/abi_queue.h"
#include "garden/all.hpp"
#include "garden/call.hpp"
#include "garden/component.hpp"
#include "garden/config.hpp"
#include "garden/context.hpp"
#include "garden/failure.hpp"
#include "garden/host.hpp"
#include "garden/http.hpp"
#include "garden/json.hpp"
#include "garden/json_check.hpp"
#include "garden/json_writer.hpp"
#include "garden/plugin.hpp"
#include "garden/signal.hpp"
#include "garden/task.hpp"
#include "garden/units.hpp"
#include "garden/utf8.hpp"
