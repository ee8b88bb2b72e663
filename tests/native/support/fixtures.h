// Golden fixtures and sample data, for native tests.
#pragma once

#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/table.h"
#include "core/value.h"

namespace keepfit::test {

using Json = nlohmann::ordered_json;

inline std::string source_path(const std::string& relative) { return std::string(KEEPFIT_SOURCE_DIR) + "/" + relative; }

inline Json read_json(const std::string& relative) {
  std::ifstream in(source_path(relative));
  if (!in) throw std::runtime_error("cannot read " + relative);
  return Json::parse(in);
}

/// JSON as a Value; 1 is an int and 1.0 a float.
inline Value to_value(const Json& j) {
  if (j.is_null()) return {};
  if (j.is_boolean()) return j.get<bool>();
  if (j.is_number_integer()) return j.get<int64_t>();
  if (j.is_number_float()) return j.get<double>();
  if (j.is_string()) return j.get<std::string>();
  if (j.is_array()) {
    Value::List list;
    for (const Json& item : j) list.push_back(to_value(item));
    return list;
  }
  Value::Map map;
  for (const auto& [key, item] : j.items()) map.emplace_back(key, to_value(item));
  return map;
}

inline double to_double(const Json& j) {
  if (j.is_null()) return std::numeric_limits<double>::quiet_NaN();
  if (j == "Infinity") return std::numeric_limits<double>::infinity();
  if (j == "-Infinity") return -std::numeric_limits<double>::infinity();
  return j.get<double>();
}

/// A list of cells: text when any is a string that is no infinity.
inline Column to_column(const Json& cells) {
  bool text = false;
  for (const Json& cell : cells) text |= cell.is_string() && cell != "Infinity" && cell != "-Infinity";
  if (!text) {
    Vector numbers(static_cast<Index>(cells.size()));
    for (size_t i = 0; i < cells.size(); ++i) numbers[static_cast<Index>(i)] = to_double(cells[i]);
    return Column::of_numbers(std::move(numbers));
  }
  TextColumn out;
  for (const Json& cell : cells) {
    if (cell.is_null()) {
      out.codes.push_back(-1);
      continue;
    }
    const std::string value = cell.get<std::string>();
    size_t code = 0;
    while (code < out.categories.size() && out.categories[code] != value) ++code;
    if (code == out.categories.size()) out.categories.push_back(value);
    out.codes.push_back(static_cast<int32_t>(code));
  }
  return Column::of_text(std::move(out));
}

struct Data {
  Table X;
  Column y;
  bool has_y = false;
};

/// web/playground/data/NAME.csv: every column but the target, and the target.
inline Data read_dataset(const std::string& name) {
  const Json about = read_json("web/playground/data/" + name + ".json");
  std::ifstream in(source_path("web/playground/data/" + name + ".csv"));
  std::string line;
  std::vector<std::vector<std::string>> rows;
  while (std::getline(in, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::vector<std::string> cells;
    std::stringstream stream(line);
    std::string cell;
    while (std::getline(stream, cell, ',')) cells.push_back(cell);
    if (line.back() == ',') cells.push_back("");
    rows.push_back(std::move(cells));
  }
  Data out;
  std::vector<Column> columns;
  std::vector<std::string> names;
  for (size_t j = 0; j < rows.at(0).size(); ++j) {
    bool number = false;
    for (const Json& column : about.at("columns")) {
      if (column.at("name") == rows[0][j]) number = column.at("kind") == "number";
    }
    Json cells = Json::array();
    for (size_t i = 1; i < rows.size(); ++i) {
      const std::string& cell = rows[i].at(j);
      if (cell.empty()) cells.push_back(nullptr);
      else if (number) cells.push_back(std::strtod(cell.c_str(), nullptr));
      else cells.push_back(cell);
    }
    if (rows[0][j] == about.at("target")) {
      out.y = to_column(cells);
      out.has_y = true;
    } else {
      columns.push_back(to_column(cells));
      names.push_back(rows[0][j]);
    }
  }
  const Index n = static_cast<Index>(rows.size()) - 1;
  out.X = Table::from_columns(std::move(columns), std::move(names), n);
  return out;
}

/// A table written out: {"X": {"columns": [[name, cells], ...]}, "y"}.
inline Data read_table(const Json& data) {
  Data out;
  std::vector<Column> columns;
  std::vector<std::string> names;
  for (const Json& pair : data.at("X").at("columns")) {
    names.push_back(pair.at(0));
    columns.push_back(to_column(pair.at(1)));
  }
  const Index n = columns.empty() ? 0 : columns[0].rows();
  out.X = Table::from_columns(std::move(columns), std::move(names), n);
  out.has_y = data.contains("y");
  if (out.has_y) out.y = to_column(data.at("y"));
  return out;
}

/// What a case is fitted on: a data set by name, a made table by name (random_tables.json), or a table written out.
inline Data read_data(const Json& data) {
  if (data.contains("dataset")) return read_dataset(data.at("dataset"));
  if (!data.contains("table")) return read_table(data);
  static std::map<std::string, Data> read;
  if (read.empty()) {
    const Json made = read_json("tests/golden/fixtures/random_tables.json");
    for (const Json& table : made.at("cases")) read[table.at("name").get<std::string>()] = read_table(table);
  }
  const std::string name = data.at("table");
  if (!read.count(name)) read[name] = read_dataset(name);
  return read.at(name);
}

inline std::vector<Index> to_rows(const Json& rows) {
  std::vector<Index> out;
  for (const Json& row : rows) out.push_back(row.get<Index>());
  return out;
}

inline Column take(const Column& column, const std::vector<Index>& rows) {
  Column out;
  out.is_text = column.is_text;
  out.text.categories = column.text.categories;
  if (column.is_text) {
    for (Index i : rows) out.text.codes.push_back(column.text.codes[static_cast<size_t>(i)]);
  } else {
    out.numbers.resize(static_cast<Index>(rows.size()));
    for (size_t i = 0; i < rows.size(); ++i) out.numbers[static_cast<Index>(i)] = column.numbers[rows[i]];
  }
  return out;
}

}  // namespace keepfit::test
