#include "preprocessing/categories.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>
#include <unordered_map>

#include "core/audit.h"
#include "core/errors.h"
#include "core/numerics.h"
#include "core/table.h"

namespace keepfit::categories {

namespace {

/// One column's list from the parameter `categories`.
Labels given_categories(const std::string& who, const Value& given, const Table& X, Index j) {
  const auto refuse = [&](const std::string& what) {
    throw about("bad_parameter", X, j,
                "The categories that " + who + " was given for " + X.label(j) + " " + what + ".");
  };
  Labels labels;
  const Value::List& items = given.list("categories");
  labels.is_text = X.is_text(j) || (!items.empty() && items[0].get_if<std::string>() && all_missing(X, j));
  std::unordered_map<std::string_view, bool> seen;
  for (const Value& item : items) {
    if (item.is_null() && labels.is_text && !labels.none_last) {
      labels.none_last = true;
      continue;
    }
    if (labels.none_last) refuse("must have None at the end");
    if (labels.is_text) {
      if (!item.get_if<std::string>()) refuse("must be text, as the column is");
      if (!seen.emplace(item.text(), true).second) refuse("hold '" + item.text() + "' twice");
      labels.strings.push_back(item.text());
    } else {
      if (!item.is_number()) refuse("must be numbers, as the column is");
      const double v = item.number();
      if (!labels.numbers.empty() && !(labels.numbers.back() < v) &&
          !(std::isnan(v) && !std::isnan(labels.numbers.back()))) {
        refuse("must be distinct and ascending, as they are numbers");
      }
      labels.numbers.push_back(v);
    }
  }
  return labels;
}

Value item(const Labels& labels, size_t c) {
  if (!labels.is_text) return labels.numbers[c];
  return c < labels.strings.size() ? Value(labels.strings[c]) : Value();
}

}  // namespace

std::vector<Labels> learn(const std::string& who, const Value& given, const Table& X) {
  const auto* lists = given.get_if<Value::List>();
  if (lists && static_cast<Index>(lists->size()) != X.columns()) {
    throw Error("bad_parameter", who,
                "categories of " + who + " must hold one list per column: " + std::to_string(X.columns()) + ". Got " +
                    std::to_string(lists->size()) + ".");
  }
  std::vector<Labels> out;
  for (Index j = 0; j < X.columns(); ++j) {
    out.push_back(lists ? given_categories(who, (*lists)[static_cast<size_t>(j)], X, j)
                        : encode(X.column(j), true).labels);
  }
  return out;
}

std::vector<int32_t> codes(const char* who, const Labels& known, const Table& X, Index j) {
  std::vector<int32_t> codes(static_cast<size_t>(X.rows()), -1);
  // Where nothing but missing values is on either side, numbers and text do not differ.
  const bool other = X.is_text(j) != known.is_text, none = other && all_missing(X, j);
  if (none || (other && known.size() == (has_missing(known) ? 1 : 0))) {
    const auto missing = has_missing(known) ? static_cast<int32_t>(known.size()) - 1 : -1;
    for (size_t i = 0; i < codes.size(); ++i)
      codes[i] = none || (X.is_text(j) ? X.text(j).codes[i] < 0 : std::isnan(X.numeric(j)[static_cast<Index>(i)]))
                     ? missing
                     : -1;
    return codes;
  }
  if (other) {
    throw about("wrong_kind", X, j,
                X.label(j) + " holds " + (X.is_text(j) ? "text" : "numbers") + ", but " + who + " was fitted with " +
                    (known.is_text ? "text" : "numbers") + " there.",
                "Give the column the kind it had in fit.");
  }
  if (known.is_text) {
    const TextColumn& text = X.text(j);
    const int32_t none = known.none_last ? static_cast<int32_t>(known.strings.size()) : -1;
    // Categories that were given need not be sorted.
    if (codes.size() < 4) {
      for (size_t i = 0; i < codes.size(); ++i) {
        if (text.codes[i] < 0) {
          codes[i] = none;
          continue;
        }
        const auto at =
            std::find(known.strings.begin(), known.strings.end(), text.categories[static_cast<size_t>(text.codes[i])]);
        if (at != known.strings.end()) codes[i] = static_cast<int32_t>(at - known.strings.begin());
      }
      return codes;
    }
    // Looked up once per entry of the dictionary, not once per row.
    std::unordered_map<std::string_view, int32_t> index;
    for (size_t c = 0; c < known.strings.size(); ++c) index.emplace(known.strings[c], static_cast<int32_t>(c));
    std::vector<int32_t> rank(text.categories.size(), -1);
    for (size_t c = 0; c < rank.size(); ++c) {
      if (const auto at = index.find(text.categories[c]); at != index.end()) rank[c] = at->second;
    }
    for (size_t i = 0; i < codes.size(); ++i)
      codes[i] = text.codes[i] < 0 ? none : rank[static_cast<size_t>(text.codes[i])];
    return codes;
  }
  const auto& numbers = known.numbers;
  const bool nan_known = !numbers.empty() && std::isnan(numbers.back());
  const auto end = numbers.end() - (nan_known ? 1 : 0);
  const auto values = X.numeric(j);
  for (size_t i = 0; i < codes.size(); ++i) {
    const double v = values[static_cast<Index>(i)];
    if (std::isnan(v)) {
      codes[i] = nan_known ? static_cast<int32_t>(numbers.size()) - 1 : -1;
      continue;
    }
    const auto at = std::lower_bound(numbers.begin(), end, v);
    if (at != end && *at == v) codes[i] = static_cast<int32_t>(at - numbers.begin());
  }
  return codes;
}

void refuse_unknown(const Table& X, Index j, const Labels& known, const std::vector<int32_t>& codes,
                    const std::string& hint) {
  const auto at = std::find(codes.begin(), codes.end(), -1);
  if (at == codes.end()) return;
  const auto row = at - codes.begin();
  const int32_t code = X.is_text(j) ? X.text(j).codes[static_cast<size_t>(row)] : 0;
  const std::string value = !X.is_text(j) ? repr(X.numeric(j)[row])
                            : code < 0    ? "a missing value"
                                          : "'" + shown(X.text(j).categories[static_cast<size_t>(code)]) + "'";
  std::string alike;
  for (size_t c = 0; code >= 0 && X.is_text(j) && alike.empty() && c < known.strings.size(); ++c)
    alike = alike_text(known.strings[c], X.text(j).categories[static_cast<size_t>(code)]);
  throw about("unknown_category", X, j,
              "The known categories of " + X.label(j) + " do not hold " + value + ", which stands in " + row_text(row) +
                  "." + (alike.empty() ? "" : " Among them " + alike + "."),
              hint)
      .in_row(row);
}

bool has_missing(const Labels& labels) {
  return labels.is_text ? labels.none_last : !labels.numbers.empty() && std::isnan(labels.numbers.back());
}

std::vector<char> infrequent(const std::vector<int32_t>& codes, size_t count, const Value& min_frequency,
                             const Value& max_categories) {
  std::vector<int64_t> counts(count, 0);
  for (int32_t c : codes) {
    if (c >= 0 && static_cast<size_t>(c) < count) ++counts[static_cast<size_t>(c)];
  }
  std::vector<char> marked(count, 0);
  int64_t left = static_cast<int64_t>(count) + 1;
  if (!min_frequency.is_null()) {
    const double fewest = min_frequency.get_if<int64_t>() ? min_frequency.number()
                                                          : static_cast<double>(codes.size()) * min_frequency.number();
    for (size_t c = 0; c < count; ++c) {
      marked[c] = static_cast<double>(counts[c]) < fewest;
      left -= marked[c];
    }
  }
  if (!max_categories.is_null() && max_categories.integer() < left) {
    // The rarest go; of equally rare ones the first.
    std::vector<size_t> order(count);
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return counts[a] < counts[b]; });
    const size_t frequent = std::min(count, static_cast<size_t>(max_categories.integer() - 1));
    for (size_t k = 0; k < count - frequent; ++k) marked[order[k]] = 1;
  }
  return marked;
}

Value listed(const Labels& labels, const std::vector<char>& marked) {
  Value::List out;
  for (size_t c = 0; c < marked.size(); ++c) {
    if (marked[c]) out.push_back(item(labels, c));
  }
  return out.empty() ? Value() : Value(std::move(out));
}

std::vector<char> marked(const Labels& labels, const Value& listed) {
  std::vector<char> marked(labels.size(), 0);
  if (listed.is_null()) return marked;
  // They are listed in the order of the categories.
  const Value::List& items = listed.list("infrequent_categories_");
  size_t next = 0;
  const auto same = [](const Value& a, const Value& b) {
    if (const auto* text = a.get_if<std::string>()) return b.is(*text);
    if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
    if (!b.get_if<double>()) return false;
    return a.number() == b.number() || (std::isnan(a.number()) && std::isnan(b.number()));
  };
  for (size_t c = 0; c < labels.size() && next < items.size(); ++c) {
    if (!same(item(labels, c), items[next])) continue;
    marked[c] = 1;
    ++next;
  }
  if (next != items.size() || items.empty()) {
    audit::refuse("infrequent_categories_",
                  "infrequent_categories_ must list categories of categories_, in their order.");
  }
  return marked;
}

Grouping group(const std::vector<char>& marked) {
  Grouping out;
  for (char infrequent : marked) out.code.push_back(infrequent ? -1 : out.size++);
  for (int32_t& code : out.code) {
    if (code >= 0) continue;
    if (out.group < 0) out.group = out.size++;
    code = out.group;
  }
  return out;
}

Column decode(const Labels& labels, const Grouping& grouping, std::vector<int32_t> codes) {
  const auto size = static_cast<size_t>(grouping.size);
  std::vector<std::string> names(size);
  Vector numbers(grouping.size);
  int32_t missing = -1;
  for (size_t c = 0; c < grouping.code.size(); ++c) {
    const int32_t code = grouping.code[c];
    if (code == grouping.group) continue;
    if (c + 1 == labels.size() && has_missing(labels)) missing = code;
    names[static_cast<size_t>(code)] = labels.name(c);
    if (!labels.is_text) numbers[code] = labels.numbers[c];
  }
  if (labels.is_text || grouping.group >= 0) {
    if (grouping.group >= 0) names[static_cast<size_t>(grouping.group)] = "infrequent_sklearn";
    for (int32_t& code : codes) code = code == missing ? -1 : code;
    return Column::of_text({std::move(codes), std::move(names)});
  }
  Vector out(static_cast<Index>(codes.size()));
  for (Index i = 0; i < out.size(); ++i) {
    const int32_t code = codes[static_cast<size_t>(i)];
    out[i] = code < 0 ? std::numeric_limits<double>::quiet_NaN() : numbers[code];
  }
  return Column::of_numbers(std::move(out));
}

std::vector<int32_t> largest(const Matrix& X, Index first, Index width) {
  std::vector<int32_t> out(static_cast<size_t>(X.rows()), -1);
  Vector row(width);
  for (Index i = 0; i < X.rows(); ++i) {
    row = X.row(i).segment(first, width);
    if (numerics::sum_pairwise(row) == 0.0) continue;
    Index at = 0;
    row.maxCoeff(&at);
    out[static_cast<size_t>(i)] = static_cast<int32_t>(at);
  }
  return out;
}

std::vector<int32_t> whole_codes(const Table& X, Index j, int32_t count, const std::function<bool(double)>& passes) {
  std::vector<int32_t> out(static_cast<size_t>(X.rows()), -1);
  for (Index i = 0; i < X.rows(); ++i) {
    const double v = X.numeric(j)[i];
    if (passes && passes(v)) continue;
    if (!(v > -1.0 && v < count)) {
      throw about("unknown_code", X, j,
                  X.label(j) + " holds " + repr(v) + " in " + row_text(i) +
                      ", but transform makes whole numbers from 0 to " + std::to_string(count - 1) + " there.",
                  "Give it what transform makes.")
          .in_row(i);
    }
    out[static_cast<size_t>(i)] = static_cast<int32_t>(v);
  }
  return out;
}

void check_listed(const std::vector<Labels>& labels, const Value& listed, bool enabled) {
  const auto* items = listed.get_if<Value::List>();
  if (enabled ? !items || items->size() != labels.size() : !listed.is_null()) {
    audit::refuse("infrequent_categories_", "infrequent_categories_ does not agree with the parameters.");
  }
  for (size_t j = 0; enabled && j < labels.size(); ++j) {
    if (!(*items)[j].is_null() && !(*items)[j].get_if<Value::List>()) {
      throw Error("audit_type", "infrequent_categories_", "infrequent_categories_ must hold None or a list per column.",
                  "Nothing was loaded.");
    }
    marked(labels[j], (*items)[j]);
  }
}

}  // namespace keepfit::categories
