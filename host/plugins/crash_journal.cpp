#include "plugins/crash_journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

namespace garden::plugins {
namespace {

constexpr std::uint64_t magic = 0x314C4E52554F4A47;  // "GJOURNL1"

template <std::size_t Size>
void copy_text(char (&to)[Size], std::string_view from) {
  const std::size_t size = std::min(from.size(), Size - 1);
  std::memcpy(to, from.data(), size);
  to[size] = '\0';
}

template <std::size_t Size>
std::string text_of(const char (&text)[Size]) {
  return {text, strnlen(text, Size)};
}

std::string reason() { return std::strerror(errno); }

}  // namespace

std::string_view callback_name(Callback callback) {
  static constexpr std::array<std::string_view, 8> names{"none",  "create",  "start", "begin",
                                                         "event", "offload", "stop",  "destroy"};
  const auto index = static_cast<std::size_t>(callback);
  return index < names.size() ? names[index] : "unknown";
}

std::string CrashJournal::Culprit::text() const {
  return "component '" + component + "' was running (" + std::string(callback_name(callback)) +
         ") when the host crashed";
}

// The file. Only what is always whole is read back: a cell is one number, and a component's line is written
// before its number is used.
struct CrashJournal::Layout {
  struct Component {
    char id[80];
    char hash[48];
  };
  std::uint64_t magic_number;
  std::uint32_t clean;  // 1: the last run ended in order
  std::uint32_t component_count;
  std::array<std::atomic<std::uint32_t>, marks_max> cells;  // component << 8 | callback; 0: outside
  std::array<Component, components_max> components;         // by number; 0 is nobody
};

CrashJournal::CrashJournal(void* memory, int descriptor)
    : layout_(*static_cast<Layout*>(memory)), descriptor_(descriptor) {
  if (layout_.magic_number == magic && layout_.clean == 0) read_culprits();
  std::memset(memory, 0, sizeof(Layout));
  layout_.magic_number = magic;
  layout_.component_count = 1;
}

void CrashJournal::read_culprits() {
  for (const auto& cell : layout_.cells) {
    const std::uint32_t value = cell.load(std::memory_order_relaxed);
    const std::uint32_t number = value >> 8;
    if (number == 0 || number >= components_max) continue;
    const auto& component = layout_.components[number];
    Culprit culprit{text_of(component.id), text_of(component.hash), static_cast<Callback>(value & 0xFF)};
    const bool known = std::ranges::any_of(culprits_, [&culprit](const Culprit& other) {
      return other.component == culprit.component && other.hash == culprit.hash;
    });
    if (!known) culprits_.push_back(std::move(culprit));
  }
}

base::Result<std::unique_ptr<CrashJournal>> CrashJournal::open(const std::filesystem::path& file) {
  auto failed = [&file](std::string_view what, int descriptor) {
    auto error = base::fail(base::Code::unavailable, std::string(what) + ": " + reason(), file.string());
    if (descriptor >= 0) ::close(descriptor);
    return error;
  };
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return failed("the crash journal cannot be opened", -1);
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0)
    return failed("the crash journal is in use by another process", descriptor);
  if (ftruncate(descriptor, sizeof(Layout)) != 0)
    return failed("the crash journal cannot be made as long as it must be", descriptor);
  void* memory = mmap(nullptr, sizeof(Layout), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (memory == MAP_FAILED) return failed("the crash journal cannot be mapped", descriptor);
  return std::unique_ptr<CrashJournal>(new CrashJournal(memory, descriptor));
}

std::unique_ptr<CrashJournal> CrashJournal::in_memory() {
  void* memory = mmap(nullptr, sizeof(Layout), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return std::unique_ptr<CrashJournal>(new CrashJournal(memory, -1));
}

CrashJournal::~CrashJournal() {
  layout_.clean = 1;
  munmap(&layout_, sizeof(Layout));
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::uint32_t CrashJournal::add(std::string_view component, std::string_view hash) {
  std::lock_guard guard(mutex_);
  for (std::uint32_t number = 1; number < layout_.component_count; number++) {
    const auto& known = layout_.components[number];
    if (component == text_of(known.id) && hash == text_of(known.hash)) return number;
  }
  if (layout_.component_count == components_max) return 0;
  copy_text(layout_.components[layout_.component_count].id, component);
  copy_text(layout_.components[layout_.component_count].hash, hash);
  return layout_.component_count++;
}

CrashJournal::Mark CrashJournal::mark() {
  for (std::size_t i = 1; i < taken_.size(); i++)
    if (!taken_[i].exchange(true, std::memory_order_acquire)) return {&layout_.cells[i], &taken_[i]};
  return {&layout_.cells[0], nullptr};
}

}  // namespace garden::plugins
