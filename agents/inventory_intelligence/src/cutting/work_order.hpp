// A cut plan on paper: CSV for a spreadsheet, and text that prints well on a warehouse printer.
//
// CSV is RFC 4180 with CR LF; one row for each size that a line makes, so that every cell is one value. A
// text that begins like a formula gets an apostrophe, since the file is opened in spreadsheets. Covers are
// days with one decimal, empty where nothing sells. Threads: pure functions.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cutting/plan.hpp"

namespace garden::inventory::cutting {

std::string work_order_csv_header();
// The rows of one family, without the header; empty when nothing is to be cut.
std::string work_order_csv(const Family& family, const CutPlan& plan);
// One family: its lines, then every size with stock and cover before and after, then notes and violations.
std::string work_order_text(const Family& family, const CutPlan& plan);

std::string_view text_of(Why why);                   // "off zero"
std::string_view text_of(Quality quality);           // "optimal", "best found"
std::string_view text_of(Breach breach);             // "below_minimum": a stable word for machines
std::string quantity_text(std::int64_t quantity_m);  // "3", "2.5"

}  // namespace garden::inventory::cutting
