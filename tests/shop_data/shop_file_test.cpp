// Goal: a database of ours appears whole or not at all, whatever interrupts its making, and never takes the
// place of something that is not ours. Method: the demo shop is made over real files and cancelled, killed in
// a child process, starved of disk space by a limit on file size, and run twice at once.
#include "shop_data/shop_file.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "interrupted.hpp"
#include "scratch.hpp"
#include "shop_data/demo.hpp"

using namespace garden::shop_data;
using garden::base::Code;
namespace fs = std::filesystem;

namespace {
DemoOptions small(const fs::path& path, std::uint64_t seed = 1) {
  DemoOptions options;
  options.path = path;
  options.as_of = "2026-11-22 10:30:00";
  options.products = 60;
  options.orders = 400;
  options.days = 60;
  options.seed = seed;
  return options;
}
}  // namespace

TEST_CASE("file: a demo shop is replaced by a demo shop and nothing else is") {
  Scratch scratch;
  auto place = scratch / "demo.db";
  REQUIRE(make_demo_shop(small(place)).has_value());
  CHECK(shop_origin(place)->kind == "demo");
  CHECK(shop_origin(place)->as_of == "2026-11-22 10:30:00");
  CHECK(shop_origin(place)->seed == "1");
  REQUIRE(make_demo_shop(small(place, 2)).has_value());
  CHECK(shop_origin(place)->seed == "2");

  auto refused_at = [](const fs::path& path) {
    auto before = text_of(path);
    auto made = make_demo_shop(small(path));
    return !made && made.error().code == Code::invalid && text_of(path) == before;
  };
  CHECK(refused_at(scratch.write("notes.txt", "somebody's notes")));
  CHECK(refused_at(scratch.write("empty.db", "")));
  auto other = scratch / "other.db";
  {
    auto database = garden::sqlite::Database::open(other.string(), {.wal = false});
    REQUIRE(database.has_value());
    REQUIRE(database->run("CREATE TABLE customers (id INTEGER)").has_value());
  }
  CHECK(refused_at(other));
  CHECK_FALSE(shop_origin(other).has_value());
  CHECK_FALSE(shop_origin(scratch / "nowhere.db").has_value());

  auto forced = small(other);
  forced.force = true;
  REQUIRE(make_demo_shop(forced).has_value());
  CHECK(shop_origin(other)->kind == "demo");
}

TEST_CASE("file: folders and devices are never replaced and missing folders are made") {
  Scratch scratch;
  for (auto path : {scratch.folder(), fs::path("/dev/null")}) {
    auto forced = small(path);
    forced.force = true;
    auto made = make_demo_shop(forced);
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code == Code::invalid);
  }
  CHECK(make_demo_shop(small(scratch / "a/b/demo.db")).has_value());
  CHECK(fs::exists(scratch / "a/b/demo.db"));
  scratch.write("file", "");
  auto made = make_demo_shop(small(scratch / "file/demo.db"));
  REQUIRE_FALSE(made.has_value());
}

TEST_CASE("file: a symbolic link stays and what it points to is replaced") {
  Scratch scratch;
  REQUIRE(make_demo_shop(small(scratch / "real.db")).has_value());
  fs::create_symlink("real.db", scratch / "link.db");
  REQUIRE(make_demo_shop(small(scratch / "link.db", 3)).has_value());
  CHECK(fs::is_symlink(scratch / "link.db"));
  CHECK(shop_origin(scratch / "real.db")->seed == "3");
}

TEST_CASE("file: a database that somebody has open for writing is left alone") {
  Scratch scratch;
  auto place = scratch / "demo.db";
  REQUIRE(make_demo_shop(small(place)).has_value());
  scratch.write("demo.db-wal", "x");
  auto made = make_demo_shop(small(place));
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().code == Code::invalid);
}

TEST_CASE("file: cancelling at any moment leaves the old shop and nothing beside it") {
  Scratch scratch;
  auto place = scratch / "demo.db";
  REQUIRE(make_demo_shop(small(place)).has_value());
  auto before = text_of(place);
  for (double limit : {0.0, 0.4, 0.94}) {
    auto options = small(place, 9);
    double last = -1;
    options.progress = [&](double fraction, std::string_view what) {
      CHECK(fraction >= last);
      CHECK(fraction <= 1);
      CHECK_FALSE(what.empty());
      last = fraction;
      return fraction <= limit;
    };
    auto made = make_demo_shop(options);
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code == Code::cancelled);
    CHECK(text_of(place) == before);
    CHECK(scratch.names() == std::vector<std::string>{"demo.db"});
  }
}

TEST_CASE("file: a killed run leaves the old shop and the next run succeeds") {
  Scratch scratch;
  auto place = scratch / "demo.db";
  REQUIRE(make_demo_shop(small(place)).has_value());
  auto before = text_of(place);
  for (double moment : {0.0, 0.5, 0.95}) {
    int status = in_child([&place, moment] {
      auto options = small(place, 9);
      options.progress = [moment](double fraction, std::string_view) {
        if (fraction >= moment) raise(SIGKILL);
        return true;
      };
      return make_demo_shop(options) ? 0 : 1;
    });
    CHECK(WIFSIGNALED(status));
    CHECK(text_of(place) == before);
  }
  REQUIRE(make_demo_shop(small(place, 4)).has_value());
  CHECK(shop_origin(place)->seed == "4");
  CHECK(scratch.names() == std::vector<std::string>{"demo.db"});
}

TEST_CASE("file: a full disk leaves the old shop and says so") {
  Scratch scratch;
  auto place = scratch / "demo.db";
  REQUIRE(make_demo_shop(small(place)).has_value());
  auto before = text_of(place);
  auto size = fs::file_size(place);
  for (auto bytes : {size / 50, size / 2, size - 4096}) {
    int status = in_child([&place, bytes] {
      limit_files_to(bytes);
      auto made = make_demo_shop(small(place));
      return !made && made.error().code == Code::unavailable && !made.error().message.empty() ? 7 : 1;
    });
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 7);
    CHECK(text_of(place) == before);
    CHECK(scratch.names() == std::vector<std::string>{"demo.db"});
  }
}

TEST_CASE("file: two runs for one place do not mix") {
  Scratch scratch;
  auto place = scratch / "demo.db";
  auto options = small(place);
  bool tried = false;
  options.progress = [&](double, std::string_view) {
    if (!tried) {
      tried = true;
      auto second = make_demo_shop(small(place, 2));
      CHECK_FALSE(second.has_value());
      CHECK((second ? Code::ok : second.error().code) == Code::unavailable);
    }
    return true;
  };
  REQUIRE(make_demo_shop(options).has_value());
  CHECK(tried);
  CHECK(shop_origin(place)->seed == "1");
}

TEST_CASE("file: two files take their places together or not at all") {
  Scratch scratch;
  scratch.write("one", "old");
  auto fresh = [&scratch](const std::string& name, const std::string& text) {
    auto file = FreshFile::create(scratch / name);
    REQUIRE(file.has_value());
    REQUIRE(file->write(text).has_value());
    return std::move(*file);
  };
  REQUIRE(FreshFile::commit(fresh("one", "new"), fresh("two", "new")).has_value());
  CHECK(text_of(scratch / "one") == "new");
  CHECK(text_of(scratch / "two") == "new");
  CHECK(scratch.names() == std::vector<std::string>{"one", "two"});
  // The second cannot take its place, because its new file is gone: both old ones are there again.
  auto one = fresh("one", "newer"), two = fresh("two", "newer");
  fs::remove(two.partial());
  CHECK_FALSE(FreshFile::commit(std::move(one), std::move(two)).has_value());
  CHECK(text_of(scratch / "one") == "new");
  CHECK(text_of(scratch / "two") == "new");
  CHECK(scratch.names() == std::vector<std::string>{"one", "two"});
  // And where there was nothing before, there is nothing after.
  auto three = fresh("three", "new"), four = fresh("four", "new");
  fs::remove(four.partial());
  CHECK_FALSE(FreshFile::commit(std::move(three), std::move(four)).has_value());
  CHECK(scratch.names() == std::vector<std::string>{"one", "two"});
  // A first that fails leaves both as they were.
  auto five = fresh("one", "newer"), six = fresh("two", "newer");
  fs::remove(five.partial());
  CHECK_FALSE(FreshFile::commit(std::move(five), std::move(six)).has_value());
  CHECK(text_of(scratch / "one") == "new");
  CHECK(text_of(scratch / "two") == "new");
}
