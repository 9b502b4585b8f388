#include "http/problem.hpp"

namespace garden::http {

int status_of(base::Code code) {
  switch (code) {
    case base::Code::ok: return 200;
    case base::Code::invalid: return 400;
    case base::Code::denied: return 403;
    case base::Code::not_found: return 404;
    case base::Code::cancelled:
    case base::Code::conflict: return 409;
    case base::Code::gone: return 410;
    case base::Code::rate_limited: return 429;
    case base::Code::internal: return 500;
    case base::Code::unimplemented: return 501;
    case base::Code::full:
    case base::Code::unavailable: return 503;
    case base::Code::deadline: return 504;
  }
  return 500;
}

std::string_view reason_of(int status) {
  switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "Unknown";
  }
}

Problem problem_of(const base::Error& error, std::string_view request_id) {
  Problem problem;
  problem.status = status_of(error.code);
  problem.detail = error.message;
  problem.request_id = request_id;
  if (error.where.starts_with('/')) problem.errors.push_back({error.where, error.message});
  if (problem.status == 429 || problem.status == 503) problem.retry_after = std::chrono::seconds(1);
  return problem;
}

base::Json to_json(const Problem& problem) {
  auto title = problem.title.empty() ? std::string(reason_of(problem.status)) : problem.title;
  base::Json body = {
      {"type", problem.type}, {"title", title}, {"status", problem.status}, {"detail", problem.detail}};
  if (!problem.instance.empty()) body["instance"] = problem.instance;
  if (!problem.request_id.empty()) body["request_id"] = problem.request_id;
  if (!problem.errors.empty()) {
    auto& list = body["errors"] = base::Json::array();
    for (const auto& error : problem.errors) {
      list.push_back({{"pointer", error.pointer}, {"detail", error.detail}});
    }
  }
  body["error"] = problem.detail.empty() ? title : problem.detail;
  return body;
}

Response to_response(const Problem& problem) {
  Response response{problem.status, {{"Content-Type", "application/problem+json"}}, {}};
  if (problem.retry_after) {
    response.headers.emplace_back("Retry-After", std::to_string(problem.retry_after->count()));
  }
  response.body = base::to_text(to_json(problem));
  return response;
}

Response problem_response(const base::Error& error, std::string_view request_id) {
  return to_response(problem_of(error, request_id));
}

Response problem_response(int status, std::string detail, std::string_view request_id) {
  Problem problem;
  problem.status = status;
  problem.detail = std::move(detail);
  problem.request_id = request_id;
  return to_response(problem);
}

}  // namespace garden::http
