#include "interchange/pmml/verification.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "interchange/pmml/xml.h"

namespace keepfit::interchange::pmml {

namespace {

/// Cells of a column: a text each; nothing where the value is missing.
struct Cells {
  std::vector<std::string> texts;
  double least = HUGE_VAL, most = 0;  // in size, but 0
  std::vector<bool> missing, unfit;   // unfit: not to be written
  size_t size() const { return texts.size(); }

  void add(double value) {
    texts.push_back(number(value + 0.0));
    missing.push_back(std::isnan(value));
    unfit.push_back(std::isinf(value));
    const double size = std::fabs(value);
    if (!(size > 0 && size < HUGE_VAL)) return;
    least = std::min(least, size);
    most = std::max(most, size);
  }
  void add(const std::string* text) {
    texts.push_back(text ? *text : "");
    missing.push_back(!text);
    // What readers would trim.
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    unfit.push_back(text && (text->empty() || blank(text->front()) || blank(text->back()) || !has_xml(*text)));
  }
};

Cells cells_of(const Value& values, size_t width = 1, size_t column = 0) {
  Cells out;
  if (const auto* array = values.get_if<Array>()) {
    const std::vector<double> all = array->to_vector<double>();
    for (size_t i = column; i < all.size(); i += width) out.add(all[i]);
    return out;
  }
  const Value::List& known = values.at("categories").list("categories");
  for (const int32_t code : values.at("codes").array("codes").to_vector<int32_t>())
    out.add(code >= 0 && static_cast<size_t>(code) < known.size() ? &known[static_cast<size_t>(code)].text() : nullptr);
  return out;
}

/// Of a table: name and values.
const Value* column_named(const Value& table, const std::string& name) {
  for (const Value& column : table.at("columns").list("columns")) {
    const Value::List& pair = column.list("column");
    if (pair.size() == 2 && pair[0].is(name)) return &pair[1];
  }
  return nullptr;
}

std::optional<Cells> found(const Value& proof, const Checked& checked) {
  for (const Value& output : proof.at("outputs").list("outputs")) {
    if (!output.at("step").is("") || !output.at("method").is(checked.method)) continue;
    const Value& values = output.at("output");
    if (checked.method == "transform") {
      const Value::List& columns = values.at("columns").list("columns");
      if (checked.column >= columns.size()) return {};
      return cells_of(columns[checked.column].list("column").at(1));
    }
    const auto* array = values.get_if<Array>();
    return cells_of(values, array && array->shape.size() == 2 ? array->shape[1] : 1, checked.column);
  }
  return {};
}

}  // namespace

Verification verification(const Value& proof, const std::vector<std::string>& inputs,
                          const std::vector<Checked>& checked) {
  if (!proof.get_if<Value::Map>()) return {};
  struct Part {
    std::string field;
    bool is_output;
    Cells cells;
  };
  std::vector<Part> parts;
  const Value& X = proof.at("X");
  const auto rows = static_cast<size_t>(X.at("rows").integer("rows"));
  for (const std::string& name : inputs) {
    const Value* values = column_named(X, name);
    if (!values) return {};
    parts.push_back({name, false, cells_of(*values)});
  }
  for (const Checked& each : checked) {
    std::optional<Cells> cells = found(proof, each);
    if (!cells) return {};
    parts.push_back({each.field, true, std::move(*cells)});
  }
  // Relative to each value: what is left where large numbers cancel has fewer digits than they.
  const auto precision = [&](size_t p) {
    const Cells& cells = parts[p].cells;
    const bool share = p >= inputs.size() && checked[p - inputs.size()].method == "predict_proba";
    return share || !(cells.most > 0) ? 1e-13 : std::min(1e-9, 1e-13 * cells.most / cells.least);
  };
  std::string fields = "\n", table = "\n";
  for (size_t p = 0; p < parts.size(); ++p) {
    if (parts[p].cells.size() != rows) return {};
    // Names of fields are seldom names of XML.
    fields += element("VerificationField", {{"field", parts[p].field},
                                            {"column", "c" + std::to_string(p)},
                                            {"precision", parts[p].is_output ? number(precision(p)) : ""},
                                            {"zeroThreshold", parts[p].is_output ? "1e-16" : ""}});
  }
  Verification out;
  for (size_t i = 0; i < rows; ++i) {
    std::string cells = "\n";
    bool fit = true;
    for (size_t p = 0; p < parts.size(); ++p) {
      const Cells& all = parts[p].cells;
      if (all.unfit[i] || (all.missing[i] && parts[p].is_output)) fit = false;
      if (!all.missing[i]) cells += element(("c" + std::to_string(p)).c_str(), {}, escaped(all.texts[i]));
    }
    if (!fit) continue;
    table += element("row", {}, cells);
    ++out.rows;
  }
  if (out.rows == 0) return {};
  out.xml = element("ModelVerification",
                    {{"recordCount", std::to_string(out.rows)}, {"fieldCount", std::to_string(parts.size())}},
                    "\n" + element("VerificationFields", {}, fields) + element("InlineTable", {}, table));
  return out;
}

}  // namespace keepfit::interchange::pmml
