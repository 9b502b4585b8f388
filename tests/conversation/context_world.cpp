#include "conversation/context_world.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>

#include "config/problem.hpp"
#include "garden/garden.hpp"
#include "redis_cache.hpp"
#include "state/sqlite_store.hpp"

namespace garden::testing {
using conversation::ContextFound;

struct ContextWorld::Question {
  conversation::Conversation* conversation;
  runtime::Shard* home;
  int times = 1;
  std::function<void()> before;
  std::function<void(const ContextFound&)> after;
  std::promise<void> done;
};

namespace {

class Shop {
 public:
  explicit Shop(Config, Host host)
      : shop_(*const_cast<ShopDatabase*>(host.extension<ShopDatabase>(runtime::internal_extension))) {}

  Task<> run(Context& context) {
    ++shop_.queries;
    if (const auto ms = shop_.query_ms.load(); ms > 0) co_await context.sleep(ms);
    const auto sql = json::text(json::member(context.request(), "sql"));
    const bool fails = shop_.failing_query >= 0 &&
                       sql.find("table" + std::to_string(shop_.failing_query.load())) != std::string::npos;
    if (shop_.is_down || fails) throw Failure(GARDEN_UNAVAILABLE, "the shop's database is down");
    co_await context.emit_json(
        R"({"columns":[{"name":"id","type":"integer"},{"name":"name","type":"text"},{"name":"units","type":"integer"}]})");
    json::Writer rows;
    rows.object().key("rows").array();
    for (int i = 0; i < shop_.rows; ++i)
      rows.array()
          .value(1000 + i)
          .value("Spectrum 96 clear cathedral glass, sheet no. " + std::to_string(i))
          .value(i * 7)
          .end();
    rows.end().end();
    co_await context.emit_json(rows.text());
    co_await context.emit_json(R"({"done":{"row_count":)" + std::to_string(shop_.rows) +
                               R"(,"truncated":false,"ms":1,"via":"direct"}})");
  }

 private:
  ShopDatabase& shop_;
};

class Asker {
 public:
  Task<> run(Context& context) {
    auto& asked = *reinterpret_cast<ContextWorld::Question*>(std::stoull(std::string(context.request())));
    const auto store = asked.conversation->store();
    for (int i = 0; i < asked.times; ++i) {
      if (asked.before) asked.before();
      const auto found = co_await conversation::get_context(
          {context, *asked.conversation, *store, *store->agents.front(), *asked.home});
      asked.after(found);
    }
  }
};

const garden_plugin* world_plugin() {
  static constexpr garden_component components[] = {
      component<Shop>(GARDEN_CONNECTOR, "shop", "", R"({"type":"object"})", GARDEN_REENTRANT),
      component<Asker>(GARDEN_AGENT, "asker", "", R"({"type":"object"})", GARDEN_REENTRANT),
      component<redis_cache::RedisCache>(GARDEN_CACHE, "redis", "", redis_cache::config_schema,
                                         GARDEN_REENTRANT)};
  static const garden_component* const list[] = {&components[0], &components[1], &components[2]};
  static const garden_plugin plugin = {
      sizeof(garden_plugin), GARDEN_ABI_MINOR, "world", "1.0.0", std::size(list), 0, list};
  return &plugin;
}

std::string query_file(int number) {
  const auto name = "q" + std::to_string(number);
  return "name: " + name + "\ntitle: Title of " + name +
         "\ndescription: A query that a test has made up.\nformula: none\nsources: [products]\n"
         "rows: {default: 50, max: 100}\n"
         "columns:\n  - {name: id, title: Id, type: integer}\n  - {name: name, title: Name, type: text}\n"
         "  - {name: units, title: Units, type: integer}\n"
         "summary: \"{rows} rows\"\nsummary_empty: none\n"
         "examples: [one two, three four, five six, seven eight]\n"
         "facts: |\n  SELECT table" +
         std::to_string(number) + ".id AS id, table" + std::to_string(number) + ".name AS name, table" +
         std::to_string(number) + ".units AS units FROM products table" + std::to_string(number) + "\n";
}

template <class Value>
Value value_of(base::Result<Value> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(*result);
}

}  // namespace

std::vector<base::Wall> world_day(Day day) {
  constexpr std::int64_t midnight_s = 1'789'948'800, day_s = 86'400;  // of a day in September 2026
  constexpr int requests = 10'000, at_any_hour = 30;
  std::mt19937 chance(7);
  std::vector<base::Wall> moments;
  auto add = [&](double second) {
    const auto us = static_cast<std::int64_t>(std::clamp(second, 0.0, day_s - 1.0) * 1e6);
    moments.emplace_back(std::chrono::seconds(midnight_s) + std::chrono::microseconds(us));
  };
  std::uniform_real_distribution<double> any(0, day_s), open(8 * 3600.0, 20 * 3600.0);
  std::normal_distribution<double> noon(11.5 * 3600, 3600), evening(17.5 * 3600, 3600);
  for (int i = 0; i < (day == Day::flat ? requests : at_any_hour); ++i) add(any(chance));
  while (moments.size() < requests) {
    const auto kind = chance() % 4;
    const double second = kind < 2 ? open(chance) : kind == 2 ? noon(chance) : evening(chance);
    if (second >= 8 * 3600.0 && second < 20 * 3600.0) add(second);
  }
  std::ranges::sort(moments);
  return moments;
}

ContextWorld::ContextWorld(const std::string& redis_url, std::chrono::milliseconds ttl) : ttl_(ttl) {
  state_ = value_of(state::open_sqlite_store({.path = folder_.file("state.db")}, *host_.log, host_.metrics));
  conversation_ = std::make_unique<conversation::Conversation>(
      conversation::ConversationParts{*host_.runtime, *state_, clock, *host_.log, host_.metrics,
                                      std::chrono::seconds(30)},
      "shop");
  if (auto opened = conversation_->open(); !opened) throw std::runtime_error(opened.error().text());
  shop_ = add("shop", "shop", &shop);
  asker_ = add("asker", "asker", nullptr);
  if (!redis_url.empty())
    cache_ = add("redis", "cache", nullptr,
                 R"({"url":")" + redis_url + R"(","timeout":"30s","connect_timeout":"30s"})");
  serve(redis_url.empty() ? "" : "cache:cache");
}

ContextWorld::~ContextWorld() {
  conversation_->refuse_new();
  host_.runtime->stop(std::chrono::milliseconds(0));
}

std::shared_ptr<runtime::Instance> ContextWorld::add(std::string_view component, std::string name,
                                                     const void* internal, const std::string& config) {
  for (auto& one : value_of(plugins::read_plugin(world_plugin(), "", "")))
    if (one->id == component)
      return value_of(host_.runtime->create(
          {.name = std::move(name), .component = one, .config_json = config, .internal = internal}));
  throw std::runtime_error("there is no such component");
}

void ContextWorld::serve(const std::string& cache) {
  auto agent = std::make_unique<conversation::ServedAgent>();
  agent->name = "inventory";
  agent->version = "1";
  agent->connector = "connector:shop";
  agent->cache = cache;
  auto& bounds = agent->config.context;
  bounds.ttl = ttl();
  bounds.deadline = std::chrono::seconds(30);
  bounds.rows_max = 100;
  bounds.bytes_max = 64 * 1024;
  for (int i = 0; i < 7; ++i) {
    folder_.write("agent/queries/q" + std::to_string(i) + ".yaml", query_file(i));
    bounds.queries.push_back("q" + std::to_string(i));
  }
  auto loaded = queries::Catalogue::load(folder_.path() / "agent");
  if (!loaded) throw std::runtime_error(config::text_of(loaded.error()));
  agent->queries = std::move(*loaded);
  auto store = std::make_shared<conversation::ServedStore>();
  store->name = "shop";
  store->title = "A shop";
  runtime::Scope::Targets targets{{"connector:shop", shop_}};
  if (cache_) targets.emplace("cache:cache", cache_);
  store->scope = std::make_shared<const runtime::Scope>(std::move(targets));
  store->agents.push_back(std::move(agent));
  conversation_->serve(std::move(store));
}

void ContextWorld::begin(Question& question) {
  auto& home = host_.runtime->next_shard();
  question.conversation = conversation_.get();
  question.home = &home;
  const auto at = reinterpret_cast<std::uintptr_t>(&question);
  auto begun = runtime::run_then(
      *host_.runtime,
      {.instance = asker_,
       .verb = "ask",
       .request = std::to_string(at),
       .sink = nullptr,
       .scope = conversation_->store()->scope},
      home, [&question](const runtime::Answer& answer) {
        if (answer.ok()) return question.done.set_value();
        question.done.set_exception(std::make_exception_ptr(std::runtime_error(answer.body)));
      });
  if (!begun) throw std::runtime_error(begun.error().text());
}

void ContextWorld::ask_many(int times, std::function<void()> before,
                            std::function<void(const ContextFound&)> after) {
  Question question{nullptr, nullptr, times, std::move(before), std::move(after), {}};
  auto done = question.done.get_future();
  begin(question);
  done.get();
}

ContextFound ContextWorld::ask() { return ask_later().get(); }

std::future<ContextFound> ContextWorld::ask_later() {
  struct Later {
    Question question;
    ContextFound found;
  };
  auto later = std::make_shared<Later>();  // co-owners: the operation's answer, the future
  later->question.after = [raw = later.get()](const ContextFound& found) { raw->found = found; };
  auto done = later->question.done.get_future();
  begin(later->question);
  return std::async(std::launch::deferred, [later, done = std::move(done)]() mutable {
    done.get();
    return later->found;
  });
}

void ContextWorld::settle() {
  if (!eventually([this] { return host_.runtime->open_operations() == 0; }, std::chrono::seconds(60)))
    throw std::runtime_error("something does not end");
}

std::string ContextWorld::key() const {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(clock.wall().time_since_epoch());
  return "ctx:shop:inventory:1:" + std::to_string((ms + ttl() / 10) / ttl());
}

}  // namespace garden::testing
