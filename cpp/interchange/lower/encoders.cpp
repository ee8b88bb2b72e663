// Encoders of categories.
#include <cmath>
#include <limits>

#include "interchange/lower/lower.h"

namespace keepfit::interchange::lower {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Column {
  graph::Categories categories;
  bool has_missing = false;
  size_t size() const { return categories.size() + (has_missing ? 1 : 0); }
};

std::vector<Column> columns_of(const Step& step, size_t count) {
  const Value::List& lists = step.fitted("categories_").list("categories_");
  if (lists.size() != count) step.refuse("categories_ has another length than it should.");
  std::vector<Column> out(count);
  for (size_t j = 0; j < count; ++j)
    out[j].categories = categories_of(lists[j], out[j].has_missing, step.builder.where);
  return out;
}

/// The code of each category once the infrequent ones are one group behind the others.
struct Grouping {
  std::vector<int32_t> code;
  int32_t size = 0, group = -1;
};

bool is_category(const Column& column, size_t c, const Value& item) {
  if (c >= column.categories.size()) return item.is_null() || (item.is_number() && std::isnan(item.number()));
  if (column.categories.is_text) return item.is(column.categories.texts[c]);
  return item.is_number() && item.number() == column.categories.numbers[c];
}

/// `count`: of the first so many categories.
Grouping grouping(const Step& step, const Column& column, size_t j, size_t count) {
  const Value& listed = step.fitted("infrequent_categories_");
  const auto* all = listed.get_if<Value::List>();
  const auto* of_column = all && j < all->size() ? (*all)[j].get_if<Value::List>() : nullptr;
  Value::List as_list;  // numbers may be written as an array
  if (all && j < all->size() && (*all)[j].get_if<Array>()) {
    for (const double v : doubles_of((*all)[j], step.builder.where)) as_list.emplace_back(v);
    of_column = &as_list;
  }
  size_t next = 0;
  Grouping out;
  for (size_t c = 0; c < count; ++c) {
    const bool infrequent = of_column && next < of_column->size() && is_category(column, c, (*of_column)[next]);
    next += infrequent;
    out.code.push_back(infrequent ? -1 : out.size++);
  }
  for (int32_t& code : out.code) {
    if (code >= 0) continue;
    if (out.group < 0) out.group = out.size++;
    code = out.group;
  }
  return out;
}

void check_kind(Builder& b, const Step& step, const graph::Column& given, const Column& column) {
  if (b.is_text(given) != column.categories.is_text && column.categories.size() > 0)
    step.refuse("A column is given as " + std::string(b.is_text(given) ? "text" : "numbers") + ", but " + step.name() +
                " was fitted with " + (column.categories.is_text ? "text" : "numbers") + " there.");
}

void note_unknown(Builder& b, const Step& step, const char* becomes) {
  b.note(step.name() + ": Keepfit refuses rows with a category that the fit did not see; elsewhere it becomes " +
         becomes + ".");
}

Frame one_hot(Builder& b, const Step& step, const Frame& in) {
  const auto columns = columns_of(step, in.size());
  const Value& handle = step.param("handle_unknown");
  const bool to_group = handle.is("infrequent_if_exist") || handle.is("warn");
  if (handle.is("error")) note_unknown(b, step, "zeros");
  const auto* drops = step.fitted("drop_idx_").get_if<Value::List>();
  Frame out;
  for (size_t j = 0; j < in.size(); ++j) {
    check_kind(b, step, in[j], columns[j]);
    const Grouping codes = grouping(step, columns[j], j, columns[j].size());
    int32_t skip = -1;
    if (drops && j < drops->size() && !(*drops)[j].is_null()) {
      const int64_t at = (*drops)[j].integer("drop_idx_");
      if (at < 0 || static_cast<size_t>(at) >= codes.code.size())
        step.refuse("drop_idx_ names a category that does not exist.");
      skip = codes.code[static_cast<size_t>(at)];
    }
    const auto place = [&](int32_t c) { return c < 0 || c == skip ? -1 : c - (skip >= 0 && c > skip ? 1 : 0); };
    graph::OneHot hot;
    hot.categories = columns[j].categories;
    hot.width = static_cast<uint32_t>(codes.size - (skip >= 0 ? 1 : 0));
    for (size_t c = 0; c < hot.categories.size(); ++c) hot.place.push_back(place(codes.code[c]));
    hot.unknown = to_group ? place(codes.group) : -1;
    hot.missing = columns[j].has_missing ? place(codes.code.back()) : hot.unknown;
    if (hot.width == 0) continue;
    hot.categories.is_text = b.is_text(in[j]);
    const uint32_t width = hot.width;
    const Frame made = b.frame(b.add(std::move(hot), b.single(in[j]), width));
    out.insert(out.end(), made.begin(), made.end());
  }
  return out;
}

Frame ordinal(Builder& b, const Step& step, const Frame& in) {
  const auto columns = columns_of(step, in.size());
  const bool refuse = step.is("handle_unknown", "error");
  if (refuse) note_unknown(b, step, "NaN");
  const auto number = [&](const char* name) {
    const Value& given = step.param(name);
    return given.is_number() ? given.number() : kNaN;
  };
  Frame out;
  for (size_t j = 0; j < in.size(); ++j) {
    check_kind(b, step, in[j], columns[j]);
    const Grouping codes = grouping(step, columns[j], j, columns[j].categories.size());
    graph::Encode encode;
    encode.categories = columns[j].categories;
    encode.categories.is_text = b.is_text(in[j]);
    encode.value.assign(codes.code.begin(), codes.code.end());
    encode.unknown = refuse ? kNaN : number("unknown_value");
    encode.missing = columns[j].has_missing ? number("encoded_missing_value") : encode.unknown;
    out.push_back({b.add(std::move(encode), b.single(in[j]), 1), 0});
  }
  return out;
}

Frame target(Builder& b, const Step& step, const Frame& in) {
  const auto columns = columns_of(step, in.size());
  const std::vector<double> means = step.numbers("target_mean_");
  const Value::List& encodings = step.fitted("encodings_").list("encodings_");
  if (means.empty() || encodings.size() != in.size() * means.size())
    step.refuse("encodings_ has another length than it should.");
  Frame out;
  for (size_t e = 0; e < encodings.size(); ++e) {
    const size_t j = e / means.size();
    check_kind(b, step, in[j], columns[j]);
    graph::Encode encode;
    encode.categories = columns[j].categories;
    encode.categories.is_text = b.is_text(in[j]);
    encode.value = doubles_of(encodings[e], b.where);
    if (encode.value.size() != columns[j].size()) step.refuse("encodings_ has another length than it should.");
    encode.unknown = means[e % means.size()];
    encode.missing = columns[j].has_missing ? encode.value.back() : encode.unknown;
    encode.value.resize(encode.categories.size());
    out.push_back({b.add(std::move(encode), b.single(in[j]), 1), 0});
  }
  return out;
}

}  // namespace

const std::vector<Entry>& encoders() {
  static const std::vector<Entry> all{
      {"OneHotEncoder", one_hot},
      {"OrdinalEncoder", ordinal},
      {"TargetEncoder", target},
  };
  return all;
}

}  // namespace keepfit::interchange::lower
