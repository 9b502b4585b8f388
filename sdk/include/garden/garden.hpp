// garden.hpp: write a component as a class with a coroutine. Header only, C++20, standard library only.
//
// One Context per operation; everything that waits is an object with a token, registered there. An event
// finds its object by token and resumes the coroutine that waits on it, on the lane. CANCEL resumes every
// waiting coroutine with Cancelled thrown, so destructors run on the lane; a coroutine in offload() is
// resumed only when its function has returned, so the function may use the coroutine's locals. After
// Cancelled every further co_await throws Cancelled at once.
#pragma once
#include <atomic>
#include <coroutine>
#include <cstring>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>
#include "garden/abi.h"

namespace garden {
inline garden_str raw(std::string_view s) { return {s.data(), s.size()}; }
inline std::string_view view(garden_str s) { return {s.data ? s.data : "", s.size}; }

class Failure : public std::exception {
 public:
  Failure(garden_status code, std::string text) : code(code), text_(std::move(text)) {}
  const char* what() const noexcept override { return text_.c_str(); }
  garden_status code;

 private:
  std::string text_;
};
struct Cancelled : Failure {
  Cancelled() : Failure(GARDEN_CANCELLED, "cancelled") {}
};

// ---- Task: a lazy coroutine; awaited once, by one coroutine or by all()
// ------------------------------------------------------
struct Latch {
  size_t left;
  std::coroutine_handle<> waiter;
};
struct PromiseBase {
  std::coroutine_handle<> next;
  Latch* latch = nullptr;
  std::exception_ptr error;
  std::suspend_always initial_suspend() noexcept { return {}; }
  void unhandled_exception() { error = std::current_exception(); }
  struct Final {
    bool await_ready() noexcept { return false; }
    template <class P>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
      auto& p = h.promise();
      if (p.latch) return --p.latch->left == 0 ? p.latch->waiter : std::noop_coroutine();
      return p.next ? p.next : std::noop_coroutine();
    }
    void await_resume() noexcept {}
  };
  Final final_suspend() noexcept { return {}; }
};
template <class T = void>
class [[nodiscard]] Task {
  struct ValuePromise : PromiseBase {
    std::optional<T> value;
    template <class U>
    void return_value(U&& v) {
      value.emplace(std::forward<U>(v));
    }
  };

 public:
  struct promise_type : ValuePromise {
    Task get_return_object() { return Task{std::coroutine_handle<promise_type>::from_promise(*this)}; }
  };
  explicit Task(std::coroutine_handle<promise_type> h) : h_(h) {}
  Task(Task&& o) noexcept : h_(std::exchange(o.h_, {})) {}
  Task& operator=(Task&& o) noexcept {
    std::swap(h_, o.h_);
    return *this;
  }
  ~Task() {
    if (h_) h_.destroy();
  }
  bool done() const { return h_.done(); }
  void start(Latch* l = nullptr) {
    h_.promise().latch = l;
    h_.resume();
  }
  T result() {
    auto& p = h_.promise();
    if (p.error) std::rethrow_exception(p.error);
    return std::move(*p.value);
  }
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> c) noexcept {
    h_.promise().next = c;
    return h_;
  }
  T await_resume() { return result(); }

 private:
  std::coroutine_handle<promise_type> h_;
};
template <>
class [[nodiscard]] Task<void> {
 public:
  struct promise_type : PromiseBase {
    Task get_return_object() { return Task{std::coroutine_handle<promise_type>::from_promise(*this)}; }
    void return_void() {}
  };
  explicit Task(std::coroutine_handle<promise_type> h) : h_(h) {}
  Task(Task&& o) noexcept : h_(std::exchange(o.h_, {})) {}
  Task& operator=(Task&& o) noexcept {
    std::swap(h_, o.h_);
    return *this;
  }
  ~Task() {
    if (h_) h_.destroy();
  }
  bool done() const { return h_.done(); }
  void start(Latch* l = nullptr) {
    h_.promise().latch = l;
    h_.resume();
  }
  std::monostate result() {
    auto& p = h_.promise();
    if (p.error) std::rethrow_exception(p.error);
    return {};
  }
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> c) noexcept {
    h_.promise().next = c;
    return h_;
  }
  void await_resume() { result(); }

 private:
  std::coroutine_handle<promise_type> h_;
};

// Starts all, waits for all, then throws the first error: no branch outlives the statement.
template <class Start>
struct AllAwaiter {
  Start start;
  size_t count;
  Latch latch{};
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> h) {
    latch = {count + 1, h};
    start(&latch);
    return --latch.left != 0;
  }
  void await_resume() const noexcept {}
};
template <class... T>
auto all(Task<T>... tasks) -> Task<std::tuple<decltype(tasks.result())...>> {
  auto start = [&](Latch* l) { (tasks.start(l), ...); };
  AllAwaiter<decltype(start)> wait{start, sizeof...(T)};
  co_await wait;
  co_return std::tuple<decltype(tasks.result())...>{tasks.result()...};
}
template <class T>
Task<std::vector<T>> all(std::vector<Task<T>> tasks) {
  auto start = [&](Latch* l) {
    for (auto& t : tasks) t.start(l);
  };
  AllAwaiter<decltype(start)> wait{start, tasks.size()};
  co_await wait;
  std::vector<T> results;
  for (auto& t : tasks) results.push_back(t.result());
  co_return results;
}

// ---- Context: one operation
// --------------------------------------------------------------------------------------------------
class Context;
struct EmitAwaiter;
class Child {  // something with a token that events are for; never moves
 public:
  explicit Child(Context& c);
  Child(const Child&) = delete;
  virtual ~Child();
  virtual void on(const garden_event&) = 0;
  virtual void settle() {}  // after an event: was everything taken?
  virtual bool cancellable() const { return true; }
  void wake() {
    if (auto h = std::exchange(waiter_, nullptr)) h.resume();
  }
  bool waiting() const { return bool(waiter_); }
  uint64_t token() const { return token_; }
  bool ended() const { return ended_; }

 protected:
  void accept(garden_status s, const char* what) {
    if (s != GARDEN_OK) {
      ended_ = true;
      throw_status(s, what);
    }
  }
  [[noreturn]] static void throw_status(garden_status s, std::string text) {
    if (s == GARDEN_CANCELLED || s == GARDEN_GONE) throw Cancelled();
    throw Failure(s, std::move(text));
  }
  Context& context_;
  uint64_t token_;
  bool ended_ = false;
  std::coroutine_handle<> waiter_;
};

struct HttpRequest {
  std::string method = "POST", url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  unsigned connect_ms = 5000, first_byte_ms = 60000, idle_ms = 60000, total_ms = 600000;
  std::string version = "auto";
};
class HttpReply;
struct Message {
  garden_kind kind;
  std::string bytes;
};
class CallReply;
struct Outcome {
  garden_status status;
  std::string body;
};

class Context {
 public:
  Context(const garden_host* h, garden_op op, std::string_view verb, std::string_view request)
      : host_(h), op_(op), verb_(verb), request_(request) {}
  Context(const Context&) = delete;
  std::string_view verb() const { return verb_; }
  std::string_view request() const { return request_; }
  bool cancelled() const {
    return cancelled_ || (GARDEN_HAS(host_, garden_host, cancelled) && host_->cancelled(host_, op_));
  }  // any thread

  auto sleep(uint32_t ms);  // co_await ctx.sleep(10)
  auto emit(std::string_view bytes,
            garden_kind kind = GARDEN_TEXT);  // co_await ctx.emit("..."): waits while the reader is slow
  template <class F>
  auto offload(F f);                          // auto r = co_await ctx.offload([&] { return heavy(); })
  Task<HttpReply> http(HttpRequest request);  // auto reply = co_await ctx.http({...})
  CallReply stream(std::string_view target, std::string_view verb, std::string_view request);
  Task<std::string> call(std::string target, std::string verb,
                         std::string request);  // its text; throws Failure
  Task<Outcome> try_call(std::string target, std::string verb, std::string request);  // throws only Cancelled

  // --- for the SDK's own parts
  const garden_host* host() const { return host_; }
  garden_op op() const { return op_; }
  bool dead() const { return cancelled_; }
  uint64_t add(Child* c) {
    children_.push_back(c);
    return ++last_token_;
  }
  void remove(Child* c) { std::erase(children_, c); }
  void deliver(const garden_event& e) {
    if (e.event == GARDEN_EV_CANCEL) return cancel();
    if (e.event == GARDEN_EV_WRITABLE) return retry_writers();
    if (Child* c = find(e.token)) {
      c->on(e);
      if ((c = find(e.token))) c->settle();
    }  // on() may destroy the child
  }
  void wait_writable(EmitAwaiter* w) { writers_.push_back(w); }
  void retry_writers();

 private:
  Child* find(uint64_t token) {
    for (auto* c : children_)
      if (c->token() == token) return c;
    return nullptr;
  }
  void cancel() {  // resuming one may end others: look again each time
    cancelled_ = true;
    for (;;) {
      retry_writers();  // each gets CANCELLED
      Child* next = nullptr;
      for (auto* c : children_)
        if (c->waiting() && c->cancellable()) {
          next = c;
          break;
        }
      if (!next) return;
      next->wake();
    }
  }
  const garden_host* host_;
  garden_op op_;
  std::string verb_, request_;
  uint64_t last_token_ = 0;
  std::atomic<bool> cancelled_{false};  // read from offload threads too
  std::vector<Child*> children_;
  std::vector<EmitAwaiter*> writers_;
};
inline Child::Child(Context& c) : context_(c), token_(c.add(this)) {}
inline Child::~Child() {
  context_.remove(this);
  if (!ended_ && GARDEN_HAS(context_.host(), garden_host, cancel))
    context_.host()->cancel(context_.host(), context_.op(), token_);
}

class SleepAwaiter : Child {
 public:
  SleepAwaiter(Context& c, uint32_t ms) : Child(c), ms_(ms) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    if (context_.dead()) {
      ended_ = true;
      throw Cancelled();
    }
    accept(context_.host()->sleep(context_.host(), context_.op(), token_, ms_), "sleep");
    waiter_ = h;
  }
  void await_resume() {
    if (context_.dead()) throw Cancelled();
  }

 private:
  void on(const garden_event&) override {
    ended_ = true;
    wake();
  }
  uint32_t ms_;
};
inline auto Context::sleep(uint32_t ms) { return SleepAwaiter(*this, ms); }

struct EmitAwaiter {  // after WRITABLE the context tries again, first come first served
  Context& c;
  std::string_view bytes;
  garden_kind kind;
  garden_status status = GARDEN_OK;
  std::coroutine_handle<> waiter{};
  bool try_now() {
    status = c.dead() ? garden_status(GARDEN_CANCELLED) : c.host()->emit(c.host(), c.op(), kind, raw(bytes));
    return status != GARDEN_FULL;
  }
  bool await_ready() { return try_now(); }
  void await_suspend(std::coroutine_handle<> h) {
    waiter = h;
    c.wait_writable(this);
  }
  void await_resume() {
    if (status == GARDEN_GONE || status == GARDEN_CANCELLED) throw Cancelled();
    if (status != GARDEN_OK) throw Failure(status, "emit");
  }
};
inline void Context::retry_writers() {
  while (!writers_.empty() && writers_.front()->try_now()) {
    auto* w = writers_.front();
    writers_.erase(writers_.begin());
    w->waiter.resume();
  }
}
inline auto Context::emit(std::string_view bytes, garden_kind kind) {
  return EmitAwaiter{*this, bytes, kind};
}

template <class F>
class OffloadAwaiter : Child {
  using R = std::invoke_result_t<F&>;
  using Slot = std::conditional_t<std::is_void_v<R>, std::monostate, R>;

 public:
  OffloadAwaiter(Context& c, F f) : Child(c), f_(std::move(f)) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    if (context_.dead()) {
      ended_ = true;
      throw Cancelled();
    }
    if (!GARDEN_HAS(context_.host(), garden_host, offload)) {
      ended_ = true;
      throw Failure(GARDEN_UNIMPLEMENTED, "offload");
    }
    accept(context_.host()->offload(context_.host(), context_.op(), token_, &run, this), "offload");
    waiter_ = h;
  }
  R await_resume() {
    if (context_.dead() || status_ == GARDEN_CANCELLED) throw Cancelled();
    if (error_) std::rethrow_exception(error_);
    if constexpr (!std::is_void_v<R>) return std::move(*value_);
  }

 private:
  static void run(void* p) {  // on a pool thread; the coroutine is suspended until DONE
    auto* me = static_cast<OffloadAwaiter*>(p);
    try {
      if constexpr (std::is_void_v<R>)
        me->f_();
      else
        me->value_.emplace(me->f_());
    } catch (...) {
      me->error_ = std::current_exception();
    }
  }
  void on(const garden_event& e) override {
    ended_ = true;
    status_ = e.status;
    wake();
  }
  bool cancellable() const override { return false; }  // rule 7: DONE comes also after CANCEL
  F f_;
  std::optional<Slot> value_;
  std::exception_ptr error_;
  garden_status status_ = GARDEN_OK;
};
template <class F>
auto Context::offload(F f) {
  return OffloadAwaiter<F>(*this, std::move(f));
}

// ---- streams
// -------------------------------------------------------------------------------------------------------------------
class StreamChild
    : public Child {  // back-pressure: not waiting at the end of an event = pause; waiting again = go on
 public:
  using Child::Child;
  struct Ready {  // co_await child.ready(): until something came
    StreamChild& s;
    bool await_ready() {
      if (s.context_.dead()) throw Cancelled();
      return false;
    }
    void await_suspend(std::coroutine_handle<> h) {
      s.waiter_ = h;
      if (std::exchange(s.paused_, false)) s.flow(0);
    }
    void await_resume() {
      if (s.context_.dead()) throw Cancelled();
    }
  };
  Ready ready() { return {*this}; }
  void settle() override {
    if (!ended_ && !waiting() && !std::exchange(paused_, true)) flow(1);
  }
  garden_status status = GARDEN_OK;
  std::string error;
  void check() {
    if (ended_ && status != GARDEN_OK) throw_status(status, error);
  }

 protected:
  void flow(int on) {
    auto* h = context_.host();
    if (GARDEN_HAS(h, garden_host, pause)) h->pause(h, context_.op(), token_, on);
  }
  void finished(const garden_event& e) {
    ended_ = true;
    status = e.status;
    error = view(e.body);
  }
  bool paused_ = false;
};
class HttpChild : public StreamChild {
 public:
  static constexpr size_t line_bytes_max = 4 * 1024 * 1024;
  using StreamChild::StreamChild;
  void begin(const HttpRequest& r) {
    std::string j = "{\"method\":\"" + r.method + "\",\"url\":\"" + escape(r.url) + "\",\"http\":\"" +
                    r.version + "\",\"connect_ms\":" + std::to_string(r.connect_ms) +
                    ",\"first_byte_ms\":" + std::to_string(r.first_byte_ms) +
                    ",\"idle_ms\":" + std::to_string(r.idle_ms) +
                    ",\"total_ms\":" + std::to_string(r.total_ms) + ",\"headers\":[";
    for (auto& [k, v] : r.headers) {
      if (j.back() != '[') j += ',';
      j += "[\"" + escape(k) + "\",\"" + escape(v) + "\"]";
    }
    j += "]}";
    auto* h = context_.host();
    accept(GARDEN_HAS(h, garden_host, http) ? h->http(h, context_.op(), token_, raw(j), raw(r.body))
                                            : garden_status(GARDEN_UNIMPLEMENTED),
           "http");
  }
  static std::string escape(std::string_view s) {
    std::string o;
    for (unsigned char c : s) {
      if (c == '"' || c == '\\') {
        o += '\\';
        o += char(c);
      } else if (c < 32) {
        char b[8];
        snprintf(b, sizeof b, "\\u%04x", c);
        o += b;
      } else
        o += char(c);
    }
    return o;
  }
  void on(const garden_event& e) override {
    if (e.event == GARDEN_EV_HEAD)
      head = view(e.body);
    else if (e.event == GARDEN_EV_DATA)
      buffer.append(view(e.body));
    else
      finished(e);
    wake();
  }
  std::string head, buffer;
  size_t at = 0;
  void compact() {  // an idle stream holds no buffer
    if (at == buffer.size()) {
      buffer.clear();
      at = 0;
      if (buffer.capacity() > 1024) buffer.shrink_to_fit();
    } else if (at > 0) {
      buffer.erase(0, at);
      at = 0;
    }
  }
};

class HttpReply {
 public:
  explicit HttpReply(std::unique_ptr<HttpChild> c) : c_(std::move(c)) {
    auto p = c_->head.find("\"status\":");
    if (p != std::string::npos) status = std::atoi(c_->head.c_str() + p + 9);
  }
  int status = 0;
  std::string_view head() const { return c_->head; }  // JSON text
  Task<std::string> body(size_t bytes_max = 1 << 20) {
    while (!c_->ended() && c_->buffer.size() < bytes_max) co_await c_->ready();
    c_->check();
    co_return c_->buffer.substr(c_->at, bytes_max);
  }
  // The data of the next server-sent event; nullopt at the end. The view holds until the next call.
  Task<std::optional<std::string_view>> next_slow() {  // as many events as it takes
    for (;;) {
      c_->compact();
      if (c_->ended()) {
        c_->check();
        co_return std::nullopt;
      }
      co_await c_->ready();
      if (auto l = cut()) co_return l;
    }
  }
  // Fast path: an event that is already here costs no coroutine frame and no suspension.
  struct NextSse {
    HttpReply& r;
    std::optional<std::string_view> found;
    std::optional<Task<std::optional<std::string_view>>> slow;
    bool await_ready() {
      found = r.cut();
      return found.has_value();
    }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> h) {
      slow.emplace(r.next_slow());
      return slow->await_suspend(h);
    }
    std::optional<std::string_view> await_resume() { return slow ? slow->await_resume() : found; }
  };
  NextSse next_sse() { return {*this, {}, {}}; }

 private:
  std::optional<std::string_view> cut() {  // one event with a data field out of the buffer
    for (;;) {
      std::string_view all(c_->buffer);
      size_t from = c_->at, line = from;
      std::string_view data;
      joined_.clear();
      bool any = false;
      for (;;) {
        size_t nl = all.find('\n', line);
        if (nl == all.npos) {
          if (all.size() - from > HttpChild::line_bytes_max) throw Failure(GARDEN_INVALID, "event too large");
          return std::nullopt;
        }
        auto text = all.substr(line, nl - line);
        if (text.ends_with('\r')) text.remove_suffix(1);
        line = nl + 1;
        if (text.empty()) break;
        if (text.starts_with("data:")) {
          auto d = text.substr(5);
          if (d.starts_with(' ')) d.remove_prefix(1);
          if (any) {
            if (joined_.empty()) joined_ = data;
            joined_ += '\n';
            joined_ += d;
          } else
            data = d;
          any = true;
        }
      }
      c_->at = line;
      if (any) return joined_.empty() ? data : std::string_view(joined_);
    }
  }
  std::unique_ptr<HttpChild> c_;
  std::string joined_;
};
inline Task<HttpReply> Context::http(HttpRequest request) {
  if (cancelled_) throw Cancelled();
  auto c = std::make_unique<HttpChild>(*this);
  c->begin(request);
  std::string().swap(request.body);  // the host has its copy
  while (c->head.empty()) {
    c->check();
    co_await c->ready();
  }
  co_return HttpReply(std::move(c));
}

class CallChild : public StreamChild {
 public:
  CallChild(Context& c, std::string_view target, std::string_view verb, std::string_view request)
      : StreamChild(c) {
    accept(c.host()->call(c.host(), c.op(), token_, raw(target), raw(verb), raw(request), 0), "call refused");
  }
  void on(const garden_event& e) override {
    if (e.event == GARDEN_EV_DATA)
      queue.push_back({e.kind, std::string(view(e.body))});
    else
      finished(e);
    wake();
  }
  std::deque<Message> queue;
};
class CallReply {  // another component's output, as it comes
 public:
  explicit CallReply(std::unique_ptr<CallChild> c) : c_(std::move(c)) {}
  Task<std::optional<Message>> next() {
    while (c_->queue.empty()) {
      if (c_->ended()) {
        c_->check();
        co_return std::nullopt;
      }
      co_await c_->ready();
    }
    auto m = std::move(c_->queue.front());
    c_->queue.pop_front();
    co_return m;
  }

 private:
  std::unique_ptr<CallChild> c_;
};
inline CallReply Context::stream(std::string_view target, std::string_view verb, std::string_view request) {
  if (cancelled_) throw Cancelled();
  return CallReply(std::make_unique<CallChild>(*this, target, verb, request));
}
inline Task<std::string> Context::call(std::string target, std::string verb, std::string request) {
  auto reply = stream(target, verb, request);
  std::string text;
  while (auto m = co_await reply.next()) text += m->bytes;
  co_return text;
}
inline Task<Outcome> Context::try_call(std::string target, std::string verb, std::string request) {
  try {
    co_return Outcome{GARDEN_OK, co_await call(std::move(target), std::move(verb), std::move(request))};
  } catch (const Cancelled&) {
    throw;
  } catch (const Failure& f) {
    co_return Outcome{f.code, f.what()};
  }
}

// ---- adapter: the only wall between author code and the host
// ------------------------------------------------------------------
template <class T>
struct Adapter {
  struct Running {
    Context context;
    std::optional<Task<>> job;
    Running(const garden_host* h, garden_op o, std::string_view v, std::string_view r)
        : context(h, o, v, r) {}
  };
  struct Self {
    const garden_host* host;
    T impl;
    std::mutex m;
    std::unordered_map<garden_op, std::unique_ptr<Running>> running;
  };
  static garden_status create(const garden_host* h, garden_str config, void** out, garden_error* e) noexcept {
    std::string_view why = "unknown exception";
    std::string text;
    try {
      *out = new Self{h, T(view(config)), {}, {}};
      return GARDEN_OK;
    } catch (const std::exception& x) {
      try {
        why = text = x.what();
      } catch (...) {
      }
    } catch (...) {
    }
    auto n = why.copy(e->message, sizeof e->message - 1);
    e->message[n] = 0;
    return GARDEN_INVALID;
  }
  static void destroy(void* p) noexcept { delete static_cast<Self*>(p); }
  static void settle(Self* s, garden_op op, Running& r) noexcept {
    if (!r.job->done()) return;
    garden_status status = GARDEN_OK;
    std::string why;
    try {
      r.job->result();
    } catch (const Failure& f) {
      status = f.code;
      why = f.what();
    } catch (const std::exception& x) {
      status = GARDEN_INTERNAL;
      why = x.what();
    } catch (...) {
      status = GARDEN_INTERNAL;
      why = "unknown exception";
    }
    std::unique_ptr<Running> dead;
    {
      std::lock_guard g(s->m);
      auto it = s->running.find(op);
      dead = std::move(it->second);
      s->running.erase(it);
    }
    dead.reset();  // locals die before the host hears of the end
    s->host->finish(s->host, op, status, raw(why));
  }
  static void begin(void* p, garden_op op, garden_str verb, garden_str request) noexcept {
    auto* s = static_cast<Self*>(p);
    Running* r = nullptr;
    try {
      auto made = std::make_unique<Running>(s->host, op, view(verb), view(request));
      r = made.get();
      {
        std::lock_guard g(s->m);
        s->running.emplace(op, std::move(made));
      }
      r->job.emplace(s->impl.run(r->context));
      r->job->start();
    } catch (...) {
      {
        std::lock_guard g(s->m);
        s->running.erase(op);
      }
      s->host->finish(s->host, op, GARDEN_INTERNAL, raw("begin failed"));
      return;
    }
    settle(s, op, *r);
  }
  static void event(void* p, garden_op op, const garden_event* e) noexcept {
    auto* s = static_cast<Self*>(p);
    Running* r;
    {
      std::lock_guard g(s->m);
      auto it = s->running.find(op);
      if (it == s->running.end()) return;
      r = it->second.get();
    }
    r->context.deliver(*e);
    settle(s, op, *r);
  }
  static constexpr garden_component make(garden_component_kind k, const char* id, const char* description,
                                         const char* schema, uint32_t flags) {
    return {sizeof(garden_component),
            k,
            flags,
            0,
            id,
            description,
            schema,
            &create,
            nullptr,
            nullptr,
            &destroy,
            &begin,
            &event,
            nullptr};
  }
};
}  // namespace garden

#define GARDEN_COMPONENT(KIND, T, ID, DESCRIPTION, SCHEMA, FLAGS) \
  ::garden::Adapter<T>::make(KIND, ID, DESCRIPTION, SCHEMA, FLAGS)
#define GARDEN_PLUGIN(NAME, VERSION, ...)                                                       \
  extern "C" GARDEN_EXPORT const garden_plugin* garden_plugin_v1(void) {                        \
    static const garden_component parts[] = {__VA_ARGS__};                                      \
    constexpr uint32_t count = sizeof parts / sizeof *parts;                                    \
    static const garden_component* list[count];                                                 \
    static const bool once = [] {                                                               \
      for (uint32_t i = 0; i < count; i++) list[i] = &parts[i];                                 \
      return true;                                                                              \
    }();                                                                                        \
    (void)once;                                                                                 \
    static const garden_plugin p = {sizeof p, GARDEN_ABI_MINOR, NAME, VERSION, count, 0, list}; \
    return &p;                                                                                  \
  }
