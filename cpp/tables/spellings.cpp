// Texts that a person takes for one and a program does not: categories, names of columns, words for yes and no.
#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/looks.h"
#include "core/text.h"
#include "tables/reader.h"
#include "tables/words.h"

namespace keepfit::tables {

namespace {

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char l) { return static_cast<unsigned char>(l) >= 0x80; });
}

/// Where the second differs from the first: whole characters and the marks behind them, as code points.
std::string difference(std::string_view own, std::string_view its) {
  const auto inside = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  size_t same = 0;
  while (same < own.size() && same < its.size() && own[same] == its[same]) ++same;
  while (same > 0 && ((same < own.size() && inside(own[same])) || (same < its.size() && inside(its[same])))) --same;
  own.remove_prefix(same), its.remove_prefix(same);
  size_t end = 0;
  while (end < own.size() && end < its.size() && own[own.size() - 1 - end] == its[its.size() - 1 - end]) ++end;
  while (end > 0 && (inside(own[own.size() - end]) || inside(its[its.size() - end]))) --end;
  own.remove_suffix(end), its.remove_suffix(end);
  const auto points = [](std::string_view text) {
    return text.empty() ? std::string("nothing") : code_points(text.substr(0, 40));
  };
  return "where one has " + points(own) + ", the other has " + points(its);
}

[[gnu::noinline]] void add(std::vector<Note>& notes, const char* code, size_t column, std::string message) {
  notes.push_back({code, static_cast<int64_t>(column), std::move(message)});
}

}  // namespace

/// Categories that a person takes for one.
void TableReader::note_look_alikes(size_t j) {
  ColumnReader& c = columns_[j];
  constexpr size_t kMost = 5000;
  if ((c.kind != Kind::kText && c.kind != Kind::kBoolean) || !c.as_text || c.distinct_words() > kMost) return;
  const auto words = c.words(false);
  if (std::all_of(words.begin(), words.end(), [](const auto& word) { return is_ascii(word.first); })) return;
  std::unordered_map<std::string, std::vector<std::string_view>> by_outline;
  for (const auto& [word, count] : words) by_outline[outline_of(word)].push_back(word);
  int64_t more = 0;
  std::string_view one, other;
  // In the order in which they stand in the file.
  for (const auto& [word, count] : words) {
    for (std::string_view before : by_outline[outline_of(word)]) {
      if (before.data() == word.data()) break;
      if (!look_alike(before, word)) continue;
      ++more;
      if (one.empty()) one = before, other = word;
    }
  }
  if (one.empty()) return;
  add(notes_, "look_alike", j,
      "Column " + shown_name(j) + ": '" + shown(one, 40) + "' and '" + shown(other, 40) +
          "' look the same, but are two texts and so two categories: " + difference(one, other) +
          (more > 1 ? "; and so with " + count_of(more - 1, "other pair") : std::string()) +
          ". Write them alike in the file where they mean the same.");
}

/// Words for yes and no in several spellings, texts that differ in capitals or blanks alone, dates of no day.
void TableReader::note_words(size_t j) {
  ColumnReader& c = columns_[j];
  if (!c.as_text) return;
  if (c.kind == Kind::kDate) {
    int64_t none = 0;
    std::string_view one;
    for (const auto& [word, times] : c.words(false)) {
      if (!is_no_date(word)) continue;
      none += times;
      if (one.empty()) one = word;
    }
    if (none > 0)
      add(notes_, "missing", j,
          "Column " + shown_name(j) + ": '" + shown(one, 40) + "' stands " +
              (none == 1 ? std::string("once") : count_of(none, "time")) + " and is taken as missing.");
    return;
  }
  constexpr size_t kMost = 500;
  if (c.kind != Kind::kText || !c.use || c.choice.kind || c.distinct_words() > kMost) return;
  const auto words = c.words(false);
  const auto side = [](std::string_view word) {
    int pair = -1;
    return boolean_of(word, pair);
  };
  if (words.size() > 2 &&
      std::all_of(words.begin(), words.end(), [&](const auto& word) { return side(word.first) >= 0; })) {
    notes_.push_back({"boolean", static_cast<int64_t>(j),
                      "Column " + shown_name(j) + " says yes and no in " + std::to_string(words.size()) +
                          " spellings, such as '" + shown(words[0].first) + "' and '" + shown(words[1].first) +
                          "', each of which is a category of its own.",
                      "Read it as 1 and 0", column_option(c.name, {{"kind", "number"}})});
    return;
  }
  std::unordered_map<std::string, std::vector<std::string_view>> seen;
  for (const auto& [word, times] : words) {
    auto& before = seen[lowered(trimmed(word))];
    before.push_back(word);
    if (before.size() == 1) continue;
    const bool blanks = trimmed(before[0]).size() < before[0].size() || trimmed(word).size() < word.size();
    add(notes_, "spellings", j,
        "Column " + shown_name(j) + ": '" + shown(before[0], 40) + "' and '" + shown(word, 40) + "' differ in " +
            (blanks ? "blanks" : "capitals") +
            " alone, but are two categories. Write them alike in the file where they mean the same.");
    return;
  }
}

/// Names of columns that look the same.
void TableReader::note_names() {
  std::unordered_map<std::string, std::vector<std::string_view>> by_outline;
  if (std::all_of(columns_.begin(), columns_.end(), [](const ColumnReader& c) { return is_ascii(c.name); })) return;
  for (const ColumnReader& c : columns_) by_outline[outline_of(c.name)].push_back(c.name);
  size_t said = 0;
  for (size_t j = 0; j < columns_.size() && said < 5; ++j) {
    const std::string& name = columns_[j].name;
    if (is_ascii(name)) continue;
    bool met = false;  // of two such names, the first says it
    for (std::string_view its : by_outline[outline_of(name)]) {
      met = met || its == name;
      if (its == name || (!met && !is_ascii(its)) || !look_alike(name, its)) continue;
      ++said;
      add(notes_, "look_alike", j,
          "The name of column " + std::to_string(j + 1) + " looks the same as another one, '" + shown(its, 40) +
              "', but is another: " + difference(name, its) + ".");
    }
  }
}

}  // namespace keepfit::tables
