#include "runtime/timer_wheel.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace garden::runtime {
namespace {

constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t horizon = (std::uint64_t{1} << 24) - 1;  // what three rings of 256 can tell apart

void unlink(TimerWheel::Link& link) {
  link.previous->next = link.next;
  link.next->previous = link.previous;
  link.next = link.previous = nullptr;
}

// The tick that has begun by then; the tick at which something due then rings, rounded up so as never to be
// early.
std::uint64_t past_ticks(std::chrono::steady_clock::duration since) {
  const auto ticks = std::chrono::floor<std::chrono::milliseconds>(since).count();
  return ticks < 0 ? 0 : static_cast<std::uint64_t>(ticks);
}
std::uint64_t due_tick(std::chrono::steady_clock::duration since) {
  const auto ticks = std::chrono::ceil<std::chrono::milliseconds>(since).count();
  return ticks < 0 ? 0 : static_cast<std::uint64_t>(ticks);
}

// Distance (0..255) from `from` to the first bit that is set, going around; 256 when none is.
std::size_t distance_to_used(const std::array<std::uint64_t, 4>& used, std::size_t from) {
  for (std::size_t word = 0; word <= used.size(); word++) {
    const std::size_t index = (from / 64 + word) % used.size();
    std::uint64_t bits = used[index];
    if (word == 0) bits &= ~std::uint64_t{0} << from % 64;
    if (word == used.size()) bits &= (std::uint64_t{1} << from % 64) - 1;
    if (bits != 0) {
      const std::size_t found = index * 64 + static_cast<std::size_t>(std::countr_zero(bits));
      return (found + 256 - from) % 256;
    }
  }
  return 256;
}

}  // namespace

TimerWheel::TimerWheel(boost::asio::io_context& io)
    : epoch_(std::chrono::steady_clock::now()), armed_(never), alarm_(io) {
  for (Ring& ring : rings_)
    for (Link& head : ring.heads) head.next = head.previous = &head;
}

TimerWheel::~TimerWheel() { stop(); }

void TimerWheel::stop() {
  stopped_ = true;
  alarm_.cancel();
}

void TimerWheel::set(Timer& timer, Time when) {
  clear(timer);
  const std::uint64_t now = past_ticks(std::chrono::steady_clock::now() - epoch_);
  fast_forward(now);
  timer.tick_ = std::max({due_tick(when - epoch_), now + 1, now_ + 1});
  size_++;
  place(timer);
  if (timer.tick_ < armed_) arm();
}

void TimerWheel::clear(Timer& timer) {
  if (!timer.is_set()) return;
  Link& link = timer;
  Link* const neighbour = link.next;
  const bool was_alone = neighbour == link.previous;
  unlink(link);
  size_--;
  if (!was_alone) return;
  // The slot is empty now; its head knows which one it is by its address.
  for (Ring& ring : rings_) {
    if (neighbour < ring.heads.data() || neighbour >= ring.heads.data() + slots) continue;
    const auto slot = static_cast<std::size_t>(neighbour - ring.heads.data());
    ring.used[slot / 64] &= ~(std::uint64_t{1} << slot % 64);
  }
}

void TimerWheel::place(Timer& timer) {
  const std::uint64_t tick = std::min(timer.tick_, now_ + horizon);
  const std::uint64_t distance = tick - now_;
  const unsigned ring = distance < slots ? 0 : distance < slots * slots ? 1 : 2;
  const std::size_t slot = (tick >> ring * 8) % slots;
  Link& head = rings_[ring].heads[slot];
  Link& link = timer;
  link.next = &head;
  link.previous = head.previous;
  head.previous->next = &link;
  head.previous = &link;
  rings_[ring].used[slot / 64] |= std::uint64_t{1} << slot % 64;
}

// The wheel stands still while nothing rings. Before a timer is placed it catches up, as far as there is
// nothing on the way: the loop's timer is armed for the first tick that could hold something.
void TimerWheel::fast_forward(std::uint64_t now) {
  if (ringing_) return;
  now_ = std::max(now_, size_ == 0 || armed_ == never ? now : std::min(now, armed_ - 1));
}

// The first tick at which a slot must be rung or moved inward.
std::uint64_t TimerWheel::next_tick() const {
  std::uint64_t next = never;
  for (unsigned ring = 0; ring < rings_.size(); ring++) {
    const std::uint64_t here = (now_ >> ring * 8) + 1;
    const std::size_t distance = distance_to_used(rings_[ring].used, here % slots);
    if (distance < slots) next = std::min(next, (here + distance) << ring * 8);
  }
  return next;
}

void TimerWheel::arm() {
  if (stopped_) return;
  const std::uint64_t next = next_tick();
  if (next >= armed_) return;
  armed_ = next;
  alarm_.expires_at(epoch_ + std::chrono::milliseconds(next));
  alarm_.async_wait([this](const boost::system::error_code& error) {
    if (error || stopped_) return;
    armed_ = never;
    ringing_ = true;
    advance(past_ticks(std::chrono::steady_clock::now() - epoch_));
    ringing_ = false;
    arm();
  });
}

void TimerWheel::advance(std::uint64_t now) {
  while (now_ < now && size_ != 0) {
    const std::uint64_t next = next_tick();
    if (next > now) break;
    now_ = next;
    if (now_ % (slots * slots) == 0) cascade(2, (now_ >> 16) % slots);
    if (now_ % slots == 0) cascade(1, (now_ >> 8) % slots);
    ring_slot(now_ % slots);
  }
  now_ = std::max(now_, now);
}

void TimerWheel::cascade(unsigned ring, std::size_t slot) {
  Link& head = rings_[ring].heads[slot];
  Link moved;
  if (head.next == &head) return;
  moved.next = head.next;
  moved.previous = head.previous;
  moved.next->previous = moved.previous->next = &moved;
  head.next = head.previous = &head;
  rings_[ring].used[slot / 64] &= ~(std::uint64_t{1} << slot % 64);
  while (moved.next != &moved) {
    auto& timer = static_cast<Timer&>(*moved.next);
    unlink(timer);
    place(timer);
  }
}

void TimerWheel::ring_slot(std::size_t slot) {
  Link& head = rings_[0].heads[slot];
  while (head.next != &head && !stopped_) {
    auto& timer = static_cast<Timer&>(*head.next);
    clear(timer);
    timer.rings();
  }
}

}  // namespace garden::runtime
