// Any bytes under any options are a table or a refusal, and a table keeps its promises. An input is a line of option
// bytes, then the file.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/errors.h"
#include "core/text.h"
#include "persistence/codec.h"
#include "tables/options.h"
#include "tables/reader.h"

using namespace keepfit;
using tables::TableReader;

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most);

namespace {

[[noreturn]] void broken(const std::string& promise) {
  std::fprintf(stderr, "broken promise: %s\n", promise.c_str());
  std::abort();
}
void expect(bool held, const char* promise) {
  if (!held) broken(promise);
}

constexpr size_t kHead = 12;
constexpr std::string_view kDelimiters = ",;\t| :^~";
constexpr const char* kKinds[] = {"number", "text", "boolean", "date"};

/// What the first bytes ask for; zero leaves it to the reader. `columns`: choices for some of them, by name.
Value options_of(const uint8_t* head, const std::vector<std::string>& columns) {
  Value::Map out;
  if (head[0] % 16 > 0 && head[0] % 16 <= kDelimiters.size())
    out.emplace_back("delimiter", std::string(1, kDelimiters[head[0] % 16 - 1]));
  if (head[1] % 8 == 1) out.emplace_back("quote", nullptr);
  if (head[1] % 8 == 2) out.emplace_back("quote", "'");
  if (head[1] % 8 == 3) out.emplace_back("quote", "\"");
  if (head[2] % 8 == 1) out.emplace_back("escape", "\\");
  if (head[2] % 8 == 2) out.emplace_back("escape", nullptr);
  if (head[3] % 8 == 1) out.emplace_back("decimal", ",");
  if (head[3] % 8 == 2) out.emplace_back("decimal", ".");
  // The one that is no decimal mark there.
  const char* const thousands[] = {head[3] % 8 == 1 ? "." : ",", head[3] % 8 == 2 ? "," : ".", " ", "'"};
  if (head[3] % 16 >= 8)
    out.emplace_back("thousands", head[3] % 128 >= 64 ? Value() : Value(thousands[head[3] / 16 % 4]));
  if (head[4] % 8 == 1) out.emplace_back("header", true);
  if (head[4] % 8 == 2) out.emplace_back("header", false);
  if (head[5] % 8 == 1) out.emplace_back("comment", "#");
  if (head[5] % 8 == 2) out.emplace_back("comment", nullptr);
  if (head[6] % 8 == 1) out.emplace_back("skip", head[6] / 8);
  if (head[6] % 8 == 2) out.emplace_back("skipEnd", head[6] / 8 % 8);
  if (head[7] % 8 == 1) out.emplace_back("rowNames", true);
  if (head[7] % 8 == 2) out.emplace_back("rowNames", false);
  if (head[8] % 8 == 1) out.emplace_back("missing", Value::List{"-999", "x", "NA"});
  if (head[8] % 8 == 2) out.emplace_back("missing", Value::List{});
  Value::List choices;
  for (size_t j = 0; j < columns.size() && j < 4; ++j) {
    const uint8_t wish = head[9 + j % 3];
    if (wish % 4 == 0) continue;
    Value::Map choice{{"name", columns[j]}};
    // Only dates have an order and parts.
    if (wish & 192) choice.emplace_back("kind", "date");
    else if (wish & 1) choice.emplace_back("kind", kKinds[wish >> 2 & 3]);
    if (wish & 2) choice.emplace_back("use", (wish & 4) != 0);
    if (wish & 16) choice.emplace_back("keepMissing", true);
    if (wish & 32) choice.emplace_back("decimal", wish & 8 ? "," : ".");
    if (wish & 64) choice.emplace_back("order", wish & 8 ? "mdy" : "dmy");
    if (wish & 128) choice.emplace_back("parts", Value::List{"year", "weekday"});
    choices.emplace_back(std::move(choice));
  }
  if (!choices.empty()) out.emplace_back("columns", std::move(choices));
  return out;
}

std::vector<uint8_t> values_of(TableReader& reader) {
  Value::List all;
  for (const auto& place : reader.places()) {
    all.emplace_back(place.name);
    const TableReader::Held held = reader.values(place);
    if (held.is_text) {
      all.push_back(Array::own(std::vector<int32_t>(held.codes)));
      for (std::string_view each : held.categories) all.emplace_back(std::string(each));
    } else {
      all.push_back(Array::own(std::vector<double>(held.given ? *held.given : held.numbers)));
    }
  }
  return encode(Value(std::move(all)));
}

Value answer_of(TableReader& reader) {
  return Value::Map{{"reading", reader.reading()},
                    {"columns", reader.summaries()},
                    {"problems", reader.problems()},
                    {"notes", reader.notes()},
                    {"weight", reader.weight()}};
}

void check_values(TableReader& reader) {
  const auto rows = static_cast<size_t>(reader.rows());
  std::set<std::string> names;
  const Value head = reader.head(0, 64, 0, 1 << 20);
  const auto& gone = head.at("missing").list();
  const auto lines = head.at("lines").array("lines").to_vector<int32_t>();
  expect(gone.size() == std::min<size_t>(rows, 64), "the head has the first rows");
  for (size_t i = 0; i < lines.size(); ++i) {
    expect(lines[i] == reader.line_of(static_cast<int64_t>(i)), "a row's line is the same everywhere");
    expect(i == 0 || lines[i] > lines[i - 1], "rows stand one below the other");
  }
  for (const auto& place : reader.places()) {
    expect(names.insert(place.name).second, "names are distinct");
    const TableReader::Held held = reader.values(place);
    const auto missing_at = [&](size_t i) { return gone[i].list()[place.column].boolean(); };
    if (!held.is_text) {
      const auto& numbers = held.given ? *held.given : held.numbers;
      expect(numbers.size() == rows, "a column has a value for each row");
      for (double v : numbers) expect(!std::isinf(v), "numbers are finite");
      for (size_t i = 0; i < gone.size() && place.part == tables::Part::kNone; ++i)
        expect(!missing_at(i) || std::isnan(numbers[i]), "what is shown as missing is missing");
      continue;
    }
    const auto& at = held.codes;
    const auto& categories = held.categories;
    expect(at.size() == rows, "a column has a code for each row");
    std::vector<bool> used(categories.size());
    for (int32_t code : at) {
      expect(code >= -1 && code < static_cast<int32_t>(categories.size()), "a code is one of a category");
      if (code >= 0) used[static_cast<size_t>(code)] = true;
    }
    expect(std::find(used.begin(), used.end(), false) == used.end(), "every category stands somewhere");
    for (size_t i = 1; i < categories.size(); ++i)
      expect(categories[i - 1] < categories[i], "categories are sorted and distinct");
    for (size_t i = 0; i < gone.size(); ++i)
      expect(missing_at(i) == (at[i] < 0), "what is shown as missing is missing");
  }
  const Value problems = reader.problems();
  for (const Value& p : problems.list()) {
    const Value& row = p.at("row");
    const Value& line = p.at("line");
    expect(row.is_null() || (row.integer() >= 1 && row.integer() <= reader.rows()),
           "a problem names a row that there is");
    expect(line.is_null() || line.integer() >= 1, "lines count from 1");
    expect(is_utf8(p.at("message").text()), "messages are text");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < kHead) return 0;
  std::string text(reinterpret_cast<const char*>(data + kHead), size - kHead);
  // What is no UTF-8 is refused at once; mostly it is made some.
  if (data[kHead - 1] % 32 != 31 && !is_utf8(text)) {
    for (char& c : text) c = static_cast<unsigned char>(c) < 0x80 ? c : '?';
  }
  // Many times over: time may only grow as the text does.
  if (data[kHead - 1] % 32 == 30) {
    const std::string once = text;
    while (text.size() + once.size() < 300'000 && !once.empty()) text += once;
  }
  const std::clock_t began = std::clock();
  try {
    TableReader reader(text);
    reader.read(tables::read_options(options_of(data, {})), {});
    std::vector<std::string> names;
    for (const auto& place : reader.places()) names.push_back(place.name);
    check_values(reader);
    const std::vector<uint8_t> plain = encode(answer_of(reader)), found = values_of(reader);

    // With its own reading it is read as it was.
    Value again = options_of(data, {});
    again.get_if<Value::Map>()->emplace_back("reading", reader.reading());
    TableReader other(text);
    other.read(tables::read_options(again), {});
    expect(values_of(other) == found, "its own reading, applied to it, changes nothing");

    // Choices for columns; and back, as if they never had been.
    const Value choices = options_of(data, names);
    if (choices.find("columns")) {
      reader.read(tables::read_options(choices), {});
      check_values(reader);
      encode(answer_of(reader));
      const std::vector<uint8_t> chosen = values_of(reader);
      Value saved = options_of(data, {});
      saved.get_if<Value::Map>()->emplace_back("reading", reader.reading());
      other.read(tables::read_options(saved), {});
      // But a decimal mark that a column's own cells speak against.
      const auto& asked = choices.at("columns").list();
      if (std::none_of(asked.begin(), asked.end(), [](const Value& c) { return c.find("decimal"); }))
        expect(values_of(other) == chosen, "a reading keeps what was chosen");
      reader.read(tables::read_options(options_of(data, {})), {});
      expect(encode(answer_of(reader)) == plain && values_of(reader) == found, "nothing is left of an earlier reading");
    }
    reader.lines(20);
  } catch (const Error& e) {
    if (e.code.empty() || e.message.empty() || !is_utf8(e.message) || !is_utf8(e.where))
      broken("an error is a sentence");
    if (e.code != "bad_encoding" && e.code != "no_table" && e.code != "too_large")
      broken("refused as " + e.code + ": " + e.message);
  }
  // Under sanitizers on a busy machine; the processor's time, not the clock's.
  if (static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC > (text.size() > 100'000 ? 15 : 5))
    broken("time grows faster than the text");
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  static constexpr std::string_view kTokens[] = {",",
                                                 ";",
                                                 "\t",
                                                 "|",
                                                 " ",
                                                 "\"",
                                                 "\"\"",
                                                 "'",
                                                 "\\\"",
                                                 "\\N",
                                                 "\n",
                                                 "\r\n",
                                                 "\r",
                                                 "\n\n",
                                                 "#",
                                                 "sep=;\n",
                                                 "\xef\xbb\xbf",
                                                 "\xc2\xa0",
                                                 "\xe2\x88\x92",
                                                 "\xe2\x82\xac",
                                                 "NA",
                                                 "\"NA\"",
                                                 "NaN",
                                                 "null",
                                                 "-",
                                                 ".",
                                                 "?",
                                                 "1",
                                                 "0",
                                                 "01",
                                                 "1.5",
                                                 "1,5",
                                                 "1.100",
                                                 "1,100",
                                                 "1.234,56",
                                                 "1,234.56",
                                                 "1 100",
                                                 "1'100",
                                                 "(1,100)",
                                                 "5-",
                                                 "12%",
                                                 "$3.00",
                                                 "3 EUR",
                                                 "1e400",
                                                 "1e-400",
                                                 "-0.0",
                                                 "inf",
                                                 "0x1F",
                                                 "9007199254740993",
                                                 "123456789012345678901234567890",
                                                 "true",
                                                 "false",
                                                 "yes",
                                                 "no",
                                                 "T",
                                                 "F",
                                                 "2024-01-31",
                                                 "31.01.2024",
                                                 "01/02/2024",
                                                 "1/31/24",
                                                 "31-Jan-2024",
                                                 "2024-01-31T10:00:00Z",
                                                 "id",
                                                 "a",
                                                 "b",
                                                 "x,y",
                                                 "\"x,y\"",
                                                 "\"two\nlines\"",
                                                 "-999",
                                                 "12 kg",
                                                 "12:30",
                                                 "\xc3\x85",
                                                 "\xe2\x84\xab",
                                                 "A\xcc\x8a",
                                                 "Total",
                                                 "Source: x",
                                                 "4000123412341234",
                                                 "^",
                                                 ":"};
  std::minstd_rand random(seed);
  if (size < kHead || random() % 4 == 0) {
    size = LLVMFuzzerMutate(data, size, most);
    return size;
  }
  if (random() % 6 == 0) data[random() % kHead] = static_cast<uint8_t>(random() % 8 ? random() % 8 : random());
  std::string text(reinterpret_cast<const char*>(data + kHead), size - kHead);
  const size_t turns = 1 + random() % 3;
  for (size_t turn = 0; turn < turns; ++turn) {
    const size_t at = text.empty() ? 0 : random() % text.size();
    const std::string_view token = kTokens[random() % std::size(kTokens)];
    const size_t begin = text.rfind('\n', at) == std::string::npos ? 0 : text.rfind('\n', at) + 1;
    const size_t end = std::min(text.find('\n', at), text.size());
    switch (random() % 8) {
      case 0: text.insert(at, token); break;
      case 1: {  // in the place of a cell
        const size_t from = text.find_last_of(",;\t|\n", at), to = text.find_first_of(",;\t|\n", at);
        const size_t first = from == std::string::npos || from >= at ? at : from + 1, last = std::min(to, text.size());
        if (first <= last) text.replace(first, last - first, token);
        break;
      }
      case 2: text.insert(begin, text.substr(begin, end - begin) + "\n"); break;
      case 3: text.erase(begin, end - begin + 1); break;
      case 4: {  // the whole file with another mark
        const char from = kDelimiters[random() % 5], to = kDelimiters[random() % 5];
        for (char& c : text) c = c == from ? to : c;
        break;
      }
      case 5: {  // many times the same line
        const std::string line = text.substr(begin, end - begin) + "\n";
        for (size_t k = random() % 60; k > 0; --k) text.insert(begin, line);
        break;
      }
      case 6: {  // a column of one token
        size_t place = text.find('\n');
        while (place != std::string::npos && text.size() < most)
          text.insert(place, "," + std::string(token)), place = text.find('\n', place + token.size() + 2);
        break;
      }
      default: text.erase(at, 1 + random() % 8);
    }
  }
  if (kHead + text.size() > most) text.resize(most - kHead);
  std::memcpy(data + kHead, text.data(), text.size());
  return kHead + text.size();
}
