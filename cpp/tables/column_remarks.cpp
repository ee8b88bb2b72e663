// What is said of a column. Functions of their own in the compiled code, too: one that holds all of it, and is entered
// for each column of a wide table, is one that browsers and Node make better while the table is read, and what their
// compiler takes for that is more memory than the table.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/text.h"
#include "tables/reader.h"
#include "tables/words.h"

namespace keepfit::tables {

namespace {

/// Whether all it says is one thing, often enough to tell.
bool is_constant(ColumnReader& c) {
  if (c.tally().present() < 3) return false;
  if (c.kind != Kind::kNumber) return c.kind != Kind::kDate && c.distinct_words() == 1;
  const auto& values = c.numbers();
  const auto first = std::find_if(values.begin(), values.end(), [](double v) { return !std::isnan(v); });
  return first != values.end() &&
         std::all_of(first, values.end(), [&](double v) { return std::isnan(v) || v == *first; });
}

/// 2020-01, which are taken for dates where that is said.
bool are_months(ColumnReader& c) {
  if (c.kind != Kind::kText || !c.as_text) return false;
  const auto first = c.words(false, 20);
  return !first.empty() && std::all_of(first.begin(), first.end(), [](const auto& w) { return read_month(w.first); });
}

std::string constant_of(ColumnReader& c) {
  if (c.kind != Kind::kNumber) return std::string(c.words(false, 1).front().first);
  for (double v : c.numbers()) {
    if (!std::isnan(v))
      return v == std::floor(v) && std::abs(v) < 1e15 ? std::to_string(static_cast<int64_t>(v)) : repr(v);
  }
  return {};
}

/// A mark of missing values that people see, or are told of.
std::string quoted(std::string_view mark) {
  return is_unseen(mark) ? "a blank that is no common one" : "'" + shown(mark) + "'";
}

}  // namespace

/// True where the column says one thing only, which is said of all of them together.
bool TableReader::note_column(size_t j, const Options& options) {
  ColumnReader& c = columns_[j];
  if (c.header && *c.header != c.name) note_name(j);
  const bool reasoned = c.reason != Reason::kNone && !c.why.empty() && c.choice.parts.empty();
  if (reasoned) note_reason(j);
  const bool constant = !reasoned && c.use && is_constant(c);
  note_look_alikes(j);
  if (c.kind == Kind::kDate && !c.order_certain) note_order(j);
  note_words(j);
  note_choices(j);
  note_moments(j);
  note_points(j, options);
  note_codes(j);
  note_counts(j);
  note_fill_values(j, options);
  if (c.kind == Kind::kNumber) note_numbers(j, options);
  else note_texts(j);
  return constant;
}

void TableReader::note_name(size_t j) {
  const ColumnReader& c = columns_[j];
  const auto at = static_cast<int64_t>(j);
  if (c.header && !c.header->empty() && *c.header != c.name) {
    say("repeated_name", at,
        "The name '" + shown(*c.header) + "' stands more than once; column " + std::to_string(j + 1) + " is called '" +
            shown(c.name) + "' here.");
  } else if (c.header && c.header->empty() && !(layout_.row_names && j == 0)) {
    say("made_up_name", at,
        "Column " + std::to_string(j + 1) + " has no name; it is called '" + shown(c.name) + "' here.");
  }
}

/// Why it is left out, or is no number.
void TableReader::note_reason(size_t j) {
  ColumnReader& c = columns_[j];
  const auto at = static_cast<int64_t>(j);
  const Tally& t = c.tally();
  const std::string label = c.reason == Reason::kDate ? "Use year, month, day and weekday"
                            : c.use                   ? ""
                                                      : "Use it all the same";
  Value way;
  if (c.reason == Reason::kDate)
    way = column_option(c.name, {{"kind", "date"}, {"parts", Value::List{"year", "month", "day", "weekday"}}});
  // Numbers that were taken for names.
  else if (!c.use && c.kind == Kind::kText && c.reason == Reason::kIdentifier && t.numbers == t.present())
    way = column_option(c.name, {{"kind", "number"}, {"use", true}});
  else if (!c.use) way = column_option(c.name, {{"use", true}});
  say(reason_name(c.reason), at, "Column " + shown_name(j) + (c.use ? ": " : " is left out. ") + c.why, label,
      std::move(way));
  const bool measured = c.reason == Reason::kQuantities && !c.common_unit().empty();
  if (are_months(c)) {
    notes_.back().label = "Use year, month, day and weekday";
    notes_.back().options =
        column_option(c.name, {{"kind", "date"}, {"parts", Value::List{"year", "month", "day", "weekday"}}});
  } else if (c.other_mark) {
    notes_.back().label = "Read it as numbers";
    notes_.back().options =
        column_option(c.name, {{"kind", "number"}, {"decimal", std::string(1, c.other_mark)}, {"use", true}});
  } else if (c.reason == Reason::kLeadingZeros || c.reason == Reason::kBeyond || measured) {
    notes_.back().label = measured ? "Read it as numbers, without the unit" : "Read it as numbers";
    notes_.back().options = column_option(c.name, {{"kind", "number"}, {"use", true}});
  }
}

void TableReader::note_order(size_t j) {
  const ColumnReader& c = columns_[j];
  const auto at = static_cast<int64_t>(j);
  const std::string first = c.order == DateOrder::kMdy ? "month" : "day";
  say("date_order", at,
      "Column " + shown_name(j) +
          (c.orders_differ
               ? ": some of its dates begin with the day and others with the month; of those that may be either "
                 "the "
               : ": its dates do not all tell whether they begin with the day or the month; the ") +
          first + " is taken.",
      c.order == DateOrder::kMdy ? "They begin with the day" : "They begin with the month",
      column_option(c.name, {{"kind", "date"}, {"order", c.order == DateOrder::kMdy ? "dmy" : "mdy"}}));
}

/// Two words, and choices that its kind has no use for.
void TableReader::note_choices(size_t j) {
  const ColumnReader& c = columns_[j];
  const auto at = static_cast<int64_t>(j);
  if (c.kind == Kind::kBoolean && !c.choice.kind) {
    say("boolean", at, "Column " + shown_name(j) + " holds two words, such as yes and no, and is read as text.",
        "Read it as 1 and 0", column_option(c.name, {{"kind", "number"}}));
  }
  // A mark that the column's kind has no use for.
  if (!c.choice.saved && !c.choice.kept) {
    const bool number = c.kind == Kind::kNumber;
    const char* unused = !number && c.choice.decimal                       ? "a decimal mark says"
                         : !number && c.choice.thousands                   ? "a mark of thousands says"
                         : number && c.choice.keep_missing.value_or(false) ? "a category of missing values means"
                                                                           : nullptr;
    if (unused)
      say("choice_unused", at,
          "Column " + shown_name(j) + " is read as " + kind_name(c.kind) + ", where " + unused + " nothing.");
  }
}

void TableReader::note_thousands(size_t j) {
  ColumnReader& c = columns_[j];
  const auto at = static_cast<int64_t>(j);
  const Tally& t = c.tally();
  // Where a number has both marks, or one twice, there is no other way to read it.
  const bool mark = t.thousands == ',' || t.thousands == '.', either = mark && t.points + t.commas == 0;
  say("thousands", at,
      "Column " + shown_name(j) + ": " +
          (t.thousands == ','   ? "commas"
           : t.thousands == '.' ? "points"
           : t.thousands == ' ' ? "blanks"
           : t.thousands == '_' ? "low lines"
                                : "apostrophes") +
          " separate thousands, so 1" + t.thousands + "100 is 1100.",
      !either              ? ""
      : t.thousands == ',' ? "They are decimal commas"
                           : "They are decimal points",
      column_option(c.name, {{"decimal", std::string(1, t.thousands)}}));
}

void TableReader::note_numbers(size_t j, const Options& options) {
  ColumnReader& c = columns_[j];
  const auto at = static_cast<int64_t>(j);
  const Tally& t = c.tally();
  if ((c.decimal == decimal_ || c.points_may_group()) && !c.choice.kind && !c.thousands && t.thousands)
    note_thousands(j);
  if (!c.choice.kind && t.leading_zeros > 0 && t.whole == t.numbers) {
    say("zeros_lost", at,
        "Column " + shown_name(j) + ": " + count_of(t.leading_zeros, "number") +
            (t.leading_zeros == 1 ? " has" : " have") + " zeros in front, which numbers lose.",
        "Read it as text", column_option(c.name, {{"kind", "text"}, {"use", true}}));
  }
  if (!c.choice.missing && !options.missing) {
    for (const auto& [mark, times] : c.found_marks()) {
      if (c.marks->has(mark)) continue;
      say("missing", at,
          "Column " + shown_name(j) + ": " + quoted(mark) + " stands " + count_of(times, "time") +
              " among its numbers and is taken as missing.");
      break;
    }
  }
  if (t.with_unit > 0) {
    say("unit", at,
        "Column " + shown_name(j) + " is read without its unit, " + shown(t.unit) +
            (!t.unit.empty() && t.unit.back() == '.' ? "" : ".") +
            (t.units_differ            ? " Other cells have other units, and numbers of different units do not compare."
             : t.with_unit < t.numbers ? " Only " + count_of(t.with_unit, "cell") + " of " + std::to_string(t.numbers) +
                                             (t.with_unit == 1 ? " has it." : " have it.")
                                       : ""));
  }
  if (c.decimal != decimal_ && (t.points + t.commas > 0)) {
    say("decimal", at,
        "Column " + shown_name(j) + " has a decimal " + (c.decimal == ',' ? "comma" : "point") +
            ", other than the rest of the file.");
  }
}

void TableReader::note_texts(size_t j) {
  ColumnReader& c = columns_[j];
  const auto at = static_cast<int64_t>(j);
  const Tally& t = c.tally();
  if (c.kind == Kind::kText && !c.choice.kind && c.reason == Reason::kNone &&
      (t.numbers - t.infinite) * 2 > t.present()) {
    const int64_t numbers = t.numbers - t.infinite;
    say("mixed", at,
        "Column " + shown_name(j) + " is read as text: " + count_of(numbers, "cell") + " of " +
            std::to_string(t.present()) + (numbers == 1 ? " is a number." : " are numbers."),
        "Read it as numbers", column_option(c.name, {{"kind", "number"}}));
  }
  if ((c.kind == Kind::kText || c.kind == Kind::kBoolean) && !c.found_marks().empty() && !c.choice.keep_missing &&
      c.reason != Reason::kEmpty) {
    const auto& [mark, times] = c.found_marks().front();
    say("missing", at,
        "Column " + shown_name(j) + ": " + quoted(mark) + " stands " +
            (times == 1 ? std::string("once") : count_of(times, "time")) + " and is taken as missing.",
        "Keep it as a category", column_option(c.name, {{"keepMissing", true}}));
  }
}

/// Columns that say one thing. Of many, as where each stands for one of many categories, all are said at once.
void TableReader::note_constants(const std::vector<size_t>& which) {
  if (which.size() > 5) {
    Value::List choices;
    for (size_t j : which) choices.push_back(Value::Map{{"name", columns_[j].name}, {"use", false}});
    notes_.push_back({"constant", -1,
                      count_of(static_cast<int64_t>(which.size()), "column") + " hold one value only each, such as " +
                          shown_name(which[0]) + " and " + shown_name(which[1]) + ": nothing can be learned from them.",
                      "Leave them out", Value::Map{{"columns", std::move(choices)}}});
    return;
  }
  for (size_t j : which) {
    ColumnReader& c = columns_[j];
    const bool gone = c.tally().missing() > 0;
    const bool beyond = c.kind == Kind::kNumber && std::abs(c.numbers()[0]) > 9007199254740992.0;
    notes_.push_back({"constant", static_cast<int64_t>(j),
                      "Column " + shown_name(j) +
                          (beyond ? " holds numbers that cannot be told from each other, all of them '"
                                  : " holds one value only, '") +
                          shown(constant_of(c), 40) + "': nothing can be learned from it" +
                          (gone ? " but where it is missing." : "."),
                      "Leave it out", column_option(c.name, {{"use", false}})});
  }
}

}  // namespace keepfit::tables
