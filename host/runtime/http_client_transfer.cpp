// CurlTransfer: setting up one request, and what libcurl tells of its answer.
#include <algorithm>
#include <memory>

#include "runtime/http_client_curl.hpp"
#include "runtime/http_request.hpp"

namespace garden::runtime {
namespace limits = base::limits;
using base::Code;
using std::chrono::milliseconds;

namespace {

// At once. libcurl's own 16 KB for reading would be held by every transfer for as long as it is open. What it
// writes from is let go of as soon as all is written, and as large as most requests: each further piece would
// cost a turn of the loop.
constexpr long read_bytes = 2 * 1024, write_bytes = 96 * 1024;

struct UrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string url_part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

// "host:port" of an http or https URL; empty text in `message` means it is one.
std::string host_of(const std::string& address, std::string& message) {
  std::unique_ptr<CURLU, UrlDeleter> url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, address.c_str(), 0) != CURLUE_OK) {
    message = "the url is not one";
    return {};
  }
  const std::string scheme = url_part(url.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") {
    message = "only http and https urls are offered, not " + scheme;
    return {};
  }
  return url_part(url.get(), CURLUPART_HOST) + ":" + url_part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

// Header fields are bytes; as Latin-1 they make valid JSON whatever they are.
void append_json_escaped(std::string& out, std::string_view field) {
  static constexpr char digits[] = "0123456789abcdef";
  for (const unsigned char c : field) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c < 0x20 || c >= 0x7F) {
      out += "\\u00";
      out += digits[c >> 4];
      out += digits[c & 15];
    } else {
      out += static_cast<char>(c);
    }
  }
}

}  // namespace

base::Error CurlTransfer::set_up(const HttpClientOptions& options) {
  if (auto refused = check_http_request(request); !refused.empty()) return {Code::invalid, refused, {}};
  std::string refused;
  host = host_of(request.url, refused);
  if (!refused.empty()) return {Code::invalid, refused, {}};
  easy = curl_easy_init();
  if (easy == nullptr) return {Code::unavailable, "no memory for a request", {}};
  auto set = [this](CURLoption option, auto value) { curl_easy_setopt(easy, option, value); };
  for (const auto& [name, value] : request.headers)
    // libcurl leaves out a header without a value unless it ends with a semicolon.
    headers = curl_slist_append(headers, (value.empty() ? name + ";" : name + ": " + value).c_str());
  headers = curl_slist_append(headers, "Expect:");
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTPHEADER, headers);
  if (request.method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET" || body.size() > 0) {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    if (body.size() == 0) set(CURLOPT_POSTFIELDS, "");
    set(CURLOPT_READFUNCTION, &on_room);
    set(CURLOPT_READDATA, this);
    set(CURLOPT_SEEKFUNCTION, &on_seek);  // a connection of the pool may turn out to be dead
    set(CURLOPT_SEEKDATA, this);
    if (request.method != "POST") set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  // HTTP/2 only as TLS negotiates it: without TLS, libcurl 7.88 fails when such a connection is used again.
  const bool may_be_2 = request.version == HttpRequest::Version::automatic;
  set(CURLOPT_HTTP_VERSION, may_be_2 ? long{CURL_HTTP_VERSION_2TLS} : long{CURL_HTTP_VERSION_1_1});
  // Share a connection rather than open a second one. Not without TLS: there libcurl would wait for the first
  // answer before it knows that the connection cannot be shared.
  if (may_be_2 && request.url.starts_with("https:")) set(CURLOPT_PIPEWAIT, 1L);
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);  // a proxy's own answer is not the head
  if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
  set(CURLOPT_BUFFERSIZE, read_bytes);
  set(CURLOPT_UPLOAD_BUFFERSIZE, write_bytes);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);  // else removing a handle waits for its look-up of a name
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect.count()));
  set(CURLOPT_ERRORBUFFER, &why[0]);
  set(CURLOPT_HEADERFUNCTION, &on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &on_bytes);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_PRIVATE, this);
  std::string().swap(request.url);  // libcurl has copies of these
  request.headers = std::vector<std::pair<std::string, std::string>>();
  return {Code::ok, {}, {}};
}

// ---- deadlines -------------------------------------------------------------------------------------------

const char* CurlTransfer::passed_deadline(Time now) const {
  if (now - started >= request.total) return "total";
  if (held || curl_paused) return nullptr;  // it is we who keep the other side waiting
  if (!head_done) return now - started - held_time >= request.first_byte ? "first byte" : nullptr;
  return now - last >= request.idle ? "idle" : nullptr;
}

CurlTransfer::Time CurlTransfer::next_deadline() const {
  const Time total = started + request.total;
  if (held || curl_paused) return total;
  return std::min(total, head_done ? last + request.idle : started + held_time + request.first_byte);
}

void CurlTransfer::rings() {
  if (const char* passed = passed_deadline(std::chrono::steady_clock::now()))
    client.end(*this, Code::deadline, std::string("the ") + passed + " deadline has passed");
  else
    client.timers().set(*this, next_deadline());
}

// ---- what libcurl tells: move bytes, set flags, nothing else ---------------------------------------------

std::size_t CurlTransfer::on_room(char* into, std::size_t, std::size_t room, void* self) {
  auto& me = *static_cast<CurlTransfer*>(self);
  const auto copied = me.body.copy(me.read, into, room);
  me.read += copied;
  return copied;
}

int CurlTransfer::on_seek(void* self, curl_off_t offset, int origin) {
  if (origin != SEEK_SET || offset < 0) return CURL_SEEKFUNC_CANTSEEK;
  static_cast<CurlTransfer*>(self)->read = static_cast<std::size_t>(offset);
  return CURL_SEEKFUNC_OK;
}

bool CurlTransfer::has_sent_all() const {
  curl_off_t sent = 0;
  curl_easy_getinfo(easy, CURLINFO_SIZE_UPLOAD_T, &sent);
  return static_cast<std::size_t>(sent) >= body.size();
}

// Setting its size frees the buffer, which libcurl would keep to the end of the answer.
void CurlTransfer::writes_no_more() {
  if (body.size() > 0 && has_sent_all()) curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, write_bytes);
}

std::size_t CurlTransfer::on_bytes(char* bytes, std::size_t, std::size_t count, void* self) {
  auto& me = *static_cast<CurlTransfer*>(self);
  if (me.cancelled) return 0;  // libcurl ends the transfer; release() removes it later
  me.last = std::chrono::steady_clock::now();
  me.Transfer::bytes.append(bytes, count);
  auto& counters = me.client.counters();
  if (me.Transfer::bytes.size() >= limits::upstream_buffer_bytes_max && !me.curl_paused) {
    // Take these and pause. Answering CURL_WRITEFUNC_PAUSE would make libcurl keep a copy.
    me.curl_paused = true;
    counters.pauses++;
    curl_easy_pause(me.easy, CURLPAUSE_RECV);
  }
  const auto size = static_cast<std::int64_t>(me.Transfer::bytes.size());
  if (size > counters.buffered_bytes_peak.load(std::memory_order_relaxed))
    counters.buffered_bytes_peak.store(size, std::memory_order_relaxed);
  me.client.enqueue(me);
  return count;
}

std::size_t CurlTransfer::on_header(char* bytes, std::size_t, std::size_t count, void* self) {
  auto& me = *static_cast<CurlTransfer*>(self);
  std::string_view line(bytes, count);
  while (line.ends_with('\r') || line.ends_with('\n')) line.remove_suffix(1);
  me.last = std::chrono::steady_clock::now();
  if (me.head_done) return count;  // trailers
  if (line.starts_with("HTTP/"))
    me.read_status_line(line);
  else if (!line.empty())
    return me.read_field(line) ? count : 0;
  else if (me.status >= 200)  // an interim answer is followed by the real one
    me.head_complete();
  return count;
}

void CurlTransfer::read_status_line(std::string_view line) {
  const auto space = std::min(line.find(' '), line.size());
  status = std::strtol(std::string(line.substr(space)).c_str(), nullptr, 10);
  head = "{\"status\":" + std::to_string(status) + ",\"version\":\"";
  append_json_escaped(head, line.substr(5, space - 5));
  head += "\",\"headers\":[";
}

bool CurlTransfer::read_field(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == line.npos) return true;
  if (head.size() + line.size() > limits::upstream_head_bytes_max) return false;
  auto value = line.substr(colon + 1);
  while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
  head += head.ends_with('[') ? "[\"" : ",[\"";
  append_json_escaped(head, line.substr(0, colon));
  head += "\",\"";
  append_json_escaped(head, value);
  head += "\"]";
  return true;
}

void CurlTransfer::head_complete() {
  head += "]}";
  head_done = true;
  client.enqueue(*this);
  client.timers().set(*this, next_deadline());  // from now on the idle clock counts, which may be shorter
  if (has_sent_all()) body.drop();              // it is not sent again
  long connects = 0;
  curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connects);
  if (connects == 0) client.counters().reused++;
}

}  // namespace garden::runtime
