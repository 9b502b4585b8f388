// agent-garden ledger: the product's own tables about the shop, by hand.
#include <fstream>
#include <future>

#include "base/json.hpp"
#include "cli/commands.hpp"
#include "conversation/ledger_component.hpp"
#include "ledger/own_tables.hpp"
#include "runtime/collect.hpp"
#include "shop_data/csv.hpp"

namespace garden::cli {
namespace {
using base::Json;

constexpr std::chrono::hours refresh_time_max{4};

int fail(const base::Error& error) {
  complain("error: " + error.text());
  return error.code == base::Code::invalid ? exit_wrong_use : exit_failed;
}

std::string joined(const Json& rows) {
  std::string text;
  for (const auto& [name, count] : rows.items())
    text += (text.empty() ? "" : ", ") + name + " " + base::to_text(count);
  return text;
}

std::string sentence(const Json& sums, const char* title) {
  auto through = base::text_at(sums, "through"), reaches = base::text_at(sums, "reaches");
  if (through.empty()) return std::string(title) + ": none yet\n";
  return std::string(title) + ": " + reaches + " to " + through +
         (base::boolean_at(sums, "complete", false) ? "" : ", to begin on " + base::text_at(sums, "begins")) +
         "\n";
}

std::string age(const Json& status, const char* name) {
  const auto& seconds = base::member(status, name);
  return seconds.is_null() ? "never read" : base::to_text(seconds) + " s old";
}

int show(ledger::Ledger& ledger, const base::Clock& clock, bool json) {
  auto status = ledger.status(clock.wall());
  if (!status) return fail(status.error());
  if (json) {
    print(base::to_text(*status) + "\n");
    return exit_done;
  }
  std::string text = "Ledger " + base::text_at(*status, "file") + "\n";
  text += sentence(base::member(*status, "sales"), "Sales by day");
  if (status->contains("being_built")) text += sentence((*status)["being_built"], "Being built beside them");
  text += "Sales " + age(*status, "sales_age_s") + ", stock " + age(*status, "stock_age_s") +
          "; days to read again: " + base::to_text((*status)["days_to_redo"]) + "\n";
  text += "Days of which the stock is kept: " + base::to_text((*status)["days_with_stock"]) + "\n";
  text += "Rows: " + joined((*status)["rows"]) + "\n";
  print(text);
  return exit_done;
}

// Runs it and shows how far it is; what it reported, or why it failed.
base::Result<Json> run_refresh(app::Application& application, app::Application::Store& store,
                               const ledger::RefreshOrder& order, const Terminal& terminal) {
  runtime::OperationRequest request{store.conversation->ledger_instance(),
                                    "refresh",
                                    conversation::ledger_request(order),
                                    nullptr,
                                    store.conversation->scope_for(store.wired.served),
                                    refresh_time_max};
  auto progress = progress_on(terminal);
  Json report;
  std::promise<base::Result<>> ended;
  auto on_record = [&](garden_kind, std::string_view bytes) {
    auto told = base::parse_json(bytes).value_or(Json());
    if (told.contains("report")) report = told["report"];
    if (progress && told.contains("progress"))
      progress(told["progress"].get<double>(), base::text_at(told, "what"));
  };
  auto on_end = [&ended](base::Code code, std::string_view body) {
    ended.set_value(code == base::Code::ok ? base::Result<>() : base::fail(code, std::string(body)));
  };
  auto& runtime = application.runtime();
  auto begun = runtime::run_each(runtime, std::move(request), runtime.next_shard(), on_record, on_end);
  if (!begun) return std::unexpected(begun.error());
  if (auto end = ended.get_future().get(); !end) return std::unexpected(std::move(end.error()));
  if (progress) progress(1, "done");
  return report;
}

int refresh(app::Application& application, app::Application::Store& store, const LedgerCommand& command,
            const Terminal& terminal) {
  ledger::RefreshOrder order;
  order.rebuild = command.verb == "rebuild";
  order.snapshot = command.verb == "snapshot";
  order.past = !order.snapshot;
  auto report = run_refresh(application, store, order, terminal);
  if (!report) return fail(report.error());
  if (command.common.json) {
    print(base::to_text(*report) + "\n");
  } else if (base::boolean_at(*report, "elsewhere", false)) {
    complain(
        "another program is refreshing this ledger just now; look at it with: agent-garden ledger status");
    return exit_failed;
  } else {
    print(base::to_text((*report)["days_read"]) + " days read, " + base::to_text((*report)["days_changed"]) +
          " of them changed, " + base::to_text((*report)["products"]) + " products, " +
          base::to_text((*report)["ms"]) + " ms\n");
  }
  return exit_done;
}

int import(app::Application& application, app::Application::Store& store, const LedgerCommand& command,
           const Terminal& terminal) {
  auto& ledger = *store.wired.served->ledger;
  auto table = ledger::own_table(command.table);
  if (!table) return fail(table.error());
  auto text = shop_data::read_csv_file(command.file);
  if (!text) return fail(text.error());
  auto status = ledger.status(application.clock().wall());
  if (!status) return fail(status.error());
  if ((*status)["rows"]["product_now"] == 0) {  // products are named by sku: the list is needed
    ledger::RefreshOrder products;
    products.past = false;
    if (auto read = run_refresh(application, store, products, terminal); !read)
      complain("note: the shop's products could not be read, so products are known by products_id only: " +
               read.error().text());
  }
  ledger::ImportOptions options{command.strict_rows, command.replace};
  auto report = ledger.write([&](sqlite::Database& database) {
    return ledger::import_table(database, command.table, *text, options);
  });
  if (!report) return fail(report.error());
  for (const auto& row : report->refused)
    complain(command.file + ":" + std::to_string(row.line) + ": not taken: " + row.reason);
  if (command.common.json)
    print(base::to_text({{"rows_read", report->rows_read}, {"rows_taken", report->rows_taken}}) + "\n");
  else
    print("Imported " + std::to_string(report->rows_taken) + " of " + std::to_string(report->rows_read) +
          " rows into " + command.table + "\n");
  return exit_done;
}

int export_one(ledger::Ledger& ledger, const LedgerCommand& command) {
  std::ofstream file;
  if (!command.file.empty()) {
    file.open(command.file, std::ios::binary);
    if (!file) return fail({base::Code::denied, "the file cannot be written", command.file});
  }
  auto write = [&](std::string_view line) {
    if (command.file.empty())
      print(line);
    else
      file << line;
  };
  auto done = ledger.write(
      [&](sqlite::Database& database) { return ledger::export_table(database, command.table, write); });
  if (!done) return fail(done.error());
  file.flush();
  if (!file.good())
    return fail({base::Code::unavailable, "the file could not be written to its end", command.file});
  return exit_done;
}

}  // namespace

int ledger(const LedgerCommand& command, const Terminal& terminal) {
  auto application = start_application(application_options(command.common));
  if (!application) return exit_failed;
  auto* store = application->store();
  if (!store) return exit_failed;
  auto& ledger = store->wired.served->ledger;
  if (!ledger) {
    complain(
        "error: this store keeps no ledger: none of its agents with a connector has a ledger.yaml, or the "
        "file cannot be opened (the log says why)");
    return exit_failed;
  }
  if (command.verb == "status") return show(*ledger, application->clock(), command.common.json);
  if (command.verb == "import") return import(*application, *store, command, terminal);
  if (command.verb == "export") return export_one(*ledger, command);
  return refresh(*application, *store, command, terminal);
}

}  // namespace garden::cli
