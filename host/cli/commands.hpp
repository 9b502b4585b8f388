// Commands: one function a command of the program, each in the file of its name. They return the exit code: 0
// done, 1 failed, 2 wrong use. Threads: main's.
#pragma once
#include "app/application.hpp"
#include "cli/arguments.hpp"
#include "cli/terminal.hpp"

namespace garden::cli {

int run(const Command& command);

int serve(const Serve& command, const Terminal& terminal);
int ask(const Ask& command, const Terminal& terminal);
int check(const Check& command, const Terminal& terminal);
int query(const Query& command, const Terminal& terminal);
int plugins_list(const PluginsList& command, const Terminal& terminal);
int plugins_inspect(const PluginsInspect& command, const Terminal& terminal);
int sessions(const SessionsCommand& command, const Terminal& terminal);
int database_demo(const DatabaseDemo& command, const Terminal& terminal);
int database_import(const DatabaseImport& command, const Terminal& terminal);
int ledger(const LedgerCommand& command, const Terminal& terminal);
int version(const Version& command, const Terminal& terminal);

// What a command's common options mean for the application.
app::ApplicationOptions application_options(const Common& common);
// Started, or null: then the problems have been printed.
std::unique_ptr<app::Application> start_application(const app::ApplicationOptions& options);

}  // namespace garden::cli
