// The reader of tables over the border: a corpus of shapes that people have (tests/tables), options, saved readings,
// limits.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <random>

#include "border/operations.h"
#include "core/errors.h"
#include "core/table.h"
#include "support/files.h"
#include "tables/limits.h"

namespace keepfit::test {
namespace {

using Names = std::vector<std::string>;

/// An open table, read once or more.
struct Open {
  int64_t table;
  Value answer;

  explicit Open(const std::string& text, size_t piece = 1 << 20) {
    table = border::run_operation("table_open", Value::Map{{"size", static_cast<int64_t>(text.size())}}, {})
                .at("table")
                .integer();
    for (size_t at = 0; at < text.size(); at += piece) {
      const std::string part = text.substr(at, piece);
      border::run_operation("table_append",
                            Value::Map{{"table", table}, {"bytes", Bytes::own({part.begin(), part.end()})}}, {});
    }
  }
  Open(const std::string& text, const Value& options) : Open(text) { read(options); }
  ~Open() { border::run_operation("table_close", Value::Map{{"table", table}}, {}); }
  Open(const Open&) = delete;

  void read(const Value& options = Value::Map{}, const Context& context = {}) {
    answer = border::run_operation("table_read", Value::Map{{"table", table}, {"options", options}}, context);
  }
  const Value& reading() const { return answer.at("reading"); }
  int64_t rows() const { return reading().at("rows").integer(); }
  const Value::List& columns() const { return reading().at("columns").list(); }

  Names names() const {
    Names out;
    for (const Value& c : columns()) out.push_back(c.at("name").text());
    return out;
  }
  size_t place(const std::string& name) const {
    const Names all = names();
    for (size_t j = 0; j < all.size(); ++j) {
      if (all[j] == name) return j;
    }
    throw std::runtime_error("no column " + name);
  }
  const Value& column(const std::string& name) const { return columns()[place(name)]; }
  const Value& summary(const std::string& name) const { return answer.at("columns").list()[place(name)]; }

  /// All values of one column, as JSON: numbers, texts, null.
  Json values(size_t j) const {
    const Value all = border::run_operation(
        "table_columns",
        Value::Map{{"table", table}, {"columns", Array::own(std::vector<int32_t>{static_cast<int32_t>(j)})}}, {});
    const Value& one = all.at("columns").list()[0];
    Json out = Json::array();
    if (const Value* codes = one.find("codes")) {
      const auto& categories = one.at("categories").list();
      for (int32_t code : codes->array("codes").to_vector<int32_t>())
        out.push_back(code < 0 ? Json() : Json(categories[static_cast<size_t>(code)].text()));
    } else {
      for (double v : one.array("values").to_vector<double>()) out.push_back(std::isnan(v) ? Json() : Json(v));
    }
    return out;
  }
  Json values(const std::string& name) const { return values(place(name)); }
  Json all_values() const {
    Json out;
    for (size_t j = 0; j < columns().size(); ++j) out.push_back({columns()[j].at("name").text(), values(j)});
    return out;
  }
  Names notes() const {
    Names out;
    for (const Value& n : answer.at("notes").list()) out.push_back(n.at("code").text());
    return out;
  }
  bool has_note(const std::string& code) const {
    const Names all = notes();
    return std::find(all.begin(), all.end(), code) != all.end();
  }
};

Value options_of(const char* json) { return to_value(Json::parse(json)); }

std::string lines_of(int n, const std::function<std::string(int)>& f) {
  std::string out;
  for (int i = 0; i < n; ++i) out += f(i) + "\n";
  return out;
}
std::string n(int i) { return std::to_string(i); }
std::string pick(const std::string& letters, int i) {
  return std::string(1, letters[static_cast<size_t>(i) % letters.size()]);
}

/// Of the processor: other programs may keep it busy.
double seconds_since(std::clock_t started) { return static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC; }

/// A value without arrays as JSON.
Json encode_json(const Value& value) {
  if (value.is_null()) return nullptr;
  if (const auto* b = value.get_if<bool>()) return *b;
  if (const auto* i = value.get_if<int64_t>()) return *i;
  if (const auto* d = value.get_if<double>()) return *d;
  if (const auto* text = value.get_if<std::string>()) return *text;
  Json out;
  if (const auto* list = value.get_if<Value::List>()) {
    out = Json::array();
    for (const Value& item : *list) out.push_back(encode_json(item));
  } else {
    for (const auto& [key, item] : value.map()) out[key] = encode_json(item);
  }
  return out;
}

std::string code_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& e) {
    return e.code;
  }
  return "";
}

/// A number as JSON has it, without a difference between 1 and 1.0.
bool same(const Json& a, const Json& b) {
  if (a.is_number() && b.is_number()) return a.get<double>() == b.get<double>();
  return a == b;
}

TEST(Tables, AreReadAsTheyAreMeant) {
  size_t seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(source_path("tests/tables"))) {
    if (entry.path().extension() != ".json") continue;
    const std::string name = entry.path().stem();
    SCOPED_TRACE(name);
    ++seen;
    const Json wanted = read_json("tests/tables/" + name + ".json");
    const Blob bytes = read_file("tests/tables/" + name + ".csv");
    const std::string text(bytes.begin(), bytes.end());
    const Value options = to_value(wanted.value("options", Json::object()));
    if (wanted.contains("error")) {
      EXPECT_EQ(code_of([&] { Open(text, options); }), wanted.at("error").get<std::string>());
      continue;
    }
    const Open got(text, options);
    for (const auto& [key, value] : wanted.at("reading").items())
      EXPECT_EQ(encode_json(got.reading().at(key)), value) << key;
    const Json& columns = wanted.at("columns");
    Names names;
    for (const Json& c : columns) names.push_back(c.at("name"));
    ASSERT_EQ(got.names(), names);
    for (size_t j = 0; j < columns.size(); ++j) {
      SCOPED_TRACE(names[j].substr(0, 40));
      const Value& column = got.columns()[j];
      const Json& c = columns[j];
      EXPECT_EQ(column.at("kind").text(), c.at("kind").get<std::string>());
      EXPECT_EQ(column.at("use").boolean(), c.value("use", true));
      for (const char* key : {"code", "unit", "thousands", "order", "header"}) {
        const Value* found = column.find(key);
        // Of these the code must be absent where none is wanted.
        if (!c.contains(key) && std::string(key) != "code") continue;
        EXPECT_EQ(found && !found->is_null() ? found->text() : "(none)", c.value(key, "(none)")) << key;
      }
      const Value& summary = got.answer.at("columns").list()[j];
      for (const char* key : {"missing", "distinct"}) {
        if (!c.contains(key)) continue;
        EXPECT_EQ(summary.at(key).integer(), c.at(key).get<int64_t>()) << key;
      }
      const Json values = got.values(j);
      EXPECT_EQ(static_cast<int64_t>(values.size()), got.rows());
      size_t i = 0;
      for (const Json& value : c.value("values", Json::array())) {
        EXPECT_TRUE(i < values.size() && same(values[i], value))
            << "row " << i + 1 << ": " << values[i] << " for " << value;
        ++i;
      }
    }
    std::vector<std::pair<std::string, std::string>> notes, wanted_notes;
    for (const Value& note : got.answer.at("notes").list())
      notes.emplace_back(note.at("code").text(), note.at("column").is_null() ? "" : note.at("column").text());
    for (const Json& note : wanted.at("notes"))
      wanted_notes.emplace_back(note[0], note[1].is_null() ? "" : note[1].get<std::string>());
    std::sort(notes.begin(), notes.end());
    std::sort(wanted_notes.begin(), wanted_notes.end());
    EXPECT_EQ(notes, wanted_notes);
    Json problems = Json::array();
    for (const Value& p : got.answer.at("problems").list()) {
      Json problem;
      for (const char* key : {"code", "line", "row", "column"}) problem[key] = encode_json(p.at(key));
      problems.push_back(problem);
    }
    EXPECT_EQ(problems, wanted.at("problems"));
  }
  EXPECT_GE(seen, 60u);
}

TEST(Tables, LettersMayBeCutAnywhere) {
  const std::string text = "x,town,y\n" + lines_of(50, [](int i) {
                             return n(i) + "," + (i % 2 ? "Z\xc3\xbcrich" : "Bern") + "," + pick("ab", i);
                           });
  Open pieces(text, 7);
  pieces.read();
  EXPECT_EQ(pieces.summary("town").at("distinct").integer(), 2);
  EXPECT_EQ(pieces.all_values(), Open(text, Value::Map{}).all_values());
}

TEST(Tables, TwoOfOneNameStayApart) {
  const Open got(
      "a,a,a_2,y\n" +
          lines_of(40, [](int i) { return n(i) + "," + n(i * 7 % 40) + "," + n(i * 11 % 40) + "," + pick("pq", i); }),
      Value::Map{});
  EXPECT_EQ(got.names(), (Names{"a", "a_3", "a_2", "y"}));
  EXPECT_EQ(got.values("a_3")[1], 7);
  EXPECT_EQ(got.values("a_2")[1], 11);
}

TEST(Tables, NumbersHoweverTheyAreDecorated) {
  const Open got(
      "margin,price,units,y\n" +
          lines_of(60,
                   [](int i) { return n(i) + ".5%,$" + n(i + 1) + ".00,\"1," + n(100 + i) + "\"," + pick("ab", i); }),
      Value::Map{});
  for (const char* name : {"margin", "price", "units"}) EXPECT_EQ(got.column(name).at("kind").text(), "number");
  EXPECT_EQ(got.values("units")[59], 1159);
  EXPECT_EQ(got.values("price")[59], 60);
  EXPECT_EQ(got.values("margin")[59], 59.5);
}

/// Numbers as programs write them: of all lengths, with and without a point, signs, zeros in front, exponents.
std::string written_number(std::mt19937& random, char mark) {
  const auto below = [&random](unsigned limit) { return static_cast<unsigned>(random() % limit); };
  std::string out = below(3) == 0 ? "-" : "";
  // Sixteen digits, some of which are more than a float64 holds, are a case of their own.
  const bool sixteen = below(8) == 0;
  const unsigned before = sixteen ? 8 : below(4) ? below(7) : below(21);
  if (sixteen) out += "9";
  for (unsigned i = sixteen; i < before; ++i) out += static_cast<char>('0' + below(10));
  if (before == 0 || below(4)) {
    out += mark;
    const unsigned after = sixteen ? 8 : below(4) ? 1 + below(9) : 1 + below(22);
    for (unsigned i = 0; i < after; ++i) out += static_cast<char>('0' + below(10));
  }
  if (below(12) == 0) out += (below(2) ? "e-" : "E") + std::to_string(below(30));
  return out;
}

TEST(Tables, NumbersAreReadToTheBitAsTheCLibraryReadsThem) {
  for (const auto& [delimiter, mark] : {std::pair(',', '.'), std::pair(';', ',')}) {
    std::mt19937 random(7);
    std::string plain = std::string("a") + delimiter + "b" + delimiter + "c\n", quoted = plain;
    std::vector<std::string> numbers;
    for (int i = 0; i < 20'000; ++i) {
      for (int j = 0; j < 3; ++j) {
        numbers.push_back(written_number(random, mark));
        const char end = j == 2 ? '\n' : delimiter;
        plain += numbers.back() + end;
        quoted += (i % 2 ? " \"" : "\"") + numbers.back() + "\"" + end;
      }
    }
    for (const std::string& text : {plain, quoted}) {
      Open got(text);
      got.read(options_of(
          R"({"columns": [{"name": "a", "kind": "number"}, {"name": "b", "kind": "number"}, {"name": "c", "kind": "number"}]})"));
      ASSERT_EQ(got.rows(), 20'000);
      for (size_t j = 0; j < 3; ++j) {
        const Json values = got.values(j);
        for (size_t i = 0; i < values.size(); ++i) {
          std::string number = numbers[3 * i + j];
          std::replace(number.begin(), number.end(), ',', '.');
          ASSERT_TRUE(values[i].is_number()) << numbers[3 * i + j];
          ASSERT_EQ(values[i].get<double>(), std::strtod(number.c_str(), nullptr)) << numbers[3 * i + j];
        }
      }
    }
  }
}

TEST(Tables, WordsAreTheSameHoweverOftenTheyWereMet) {
  // Lengths around those that are looked at together, quoted and not, with marks of missing values between them.
  std::mt19937 random(8);
  std::string text = "w,x\n";
  Json want = Json::array();
  for (int i = 0; i < 4000; ++i) {
    const auto size = static_cast<size_t>(random() % 20);
    std::string word(size, 'a');
    if (size > 0) word.back() = static_cast<char>('a' + random() % 3);
    if (random() % 50 == 0) word = "NA";
    const bool quotes = random() % 5 == 0;
    const bool missing = word.empty() || (word == "NA" && !quotes);
    text += (quotes ? '"' + word + '"' : word) + (random() % 3 ? ",1\n" : " ,1\n");
    want.push_back(missing ? Json() : Json(word));
  }
  EXPECT_EQ(Open(text, Value::Map{}).values("w"), want);
}

TEST(Tables, WhatIsTooLargeForANumberIsSaidWithItsRowAndLine) {
  const Open got(
      "x,z,y\n" + lines_of(40, [](int i) { return n(i) + "," + (i == 3 ? "1e400" : n(i)) + "," + pick("ab", i); }),
      Value::Map{});
  const auto& problems = got.answer.at("problems").list();
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].at("row").integer(), 4);
  EXPECT_EQ(problems[0].at("line").integer(), 5);
  EXPECT_EQ(problems[0].at("column").text(), "z");
  EXPECT_NE(problems[0].at("message").text().find("beyond the largest number"), std::string::npos);
}

TEST(Tables, RowsKnowTheirLines) {
  const Open got("# note\na,b\n1,\"two\nlines\"\n\n3,x\n4,y\n", Value::Map{});
  const auto lines =
      border::run_operation("table_line_of",
                            Value::Map{{"table", got.table}, {"rows", Array::own(std::vector<int32_t>{0, 1, 2})}}, {})
          .at("lines")
          .array("lines")
          .to_vector<int32_t>();
  EXPECT_EQ(lines, (std::vector<int32_t>{3, 6, 7}));
  const Value head = border::run_operation(
      "table_head",
      Value::Map{{"table", got.table}, {"from", 1}, {"count", 5}, {"column_from", 1}, {"column_count", 5}}, {});
  EXPECT_EQ(encode_json(head.at("cells")), Json::parse(R"([["x"], ["y"]])"));
  EXPECT_EQ(head.at("lines").array("lines").to_vector<int32_t>(), (std::vector<int32_t>{6, 7}));
  const Value raw = border::run_operation("table_lines", Value::Map{{"table", got.table}, {"count", 3}}, {});
  EXPECT_EQ(encode_json(raw.at("lines")), Json::parse(R"(["# note", "a,b", "1,\"two"])"));
}

TEST(Tables, HeadAndLinesHoldFarDownATable) {
  const Open got("a,b\n" + lines_of(5000, [](int i) { return i % 7 == 0 ? "\n" + n(i) + ",NA" : n(i) + ",x"; }),
                 Value::Map{});
  ASSERT_EQ(got.rows(), 5000);
  const Value head = border::run_operation(
      "table_head",
      Value::Map{{"table", got.table}, {"from", 4100}, {"count", 2}, {"column_from", 0}, {"column_count", 2}}, {});
  EXPECT_EQ(encode_json(head.at("cells")), Json::parse(R"([["4100", "x"], ["4101", "x"]])"));
  // Every seventh row has a blank line above it.
  const auto lines = head.at("lines").array("lines").to_vector<int32_t>();
  EXPECT_EQ(lines[0], 4100 + 2 + (4100 / 7 + 1));
  EXPECT_EQ(border::run_operation(
                "table_line_of", Value::Map{{"table", got.table}, {"rows", Array::own(std::vector<int32_t>{4100})}}, {})
                .at("lines")
                .array("lines")
                .to_vector<int32_t>()[0],
            lines[0]);
}

TEST(Tables, LongCellsAreCutInAHeadUnlessTheyAreWantedWhole) {
  const std::string longest(5000, 'x');
  const Open got("a,b\n1," + longest + "\n2,y\n", Value::Map{});
  Value::Map request{{"table", got.table}, {"from", 0}, {"count", 1}, {"column_from", 1}, {"column_count", 1}};
  EXPECT_EQ(border::run_operation("table_head", Value(request), {}).at("cells").list()[0].list()[0].text(),
            std::string(200, 'x') + "...");
  request.emplace_back("whole", true);
  EXPECT_EQ(border::run_operation("table_head", Value(request), {}).at("cells").list()[0].list()[0].text(), longest);
}

TEST(Tables, FreeTextIsToldFromNames) {
  const std::string sentence = " came late and nobody at the office knew where the parcel was";
  const Open got("name,note,y\n" + lines_of(40,
                                            [&](int i) {
                                              return "Ms. Ada B. Smith " + n(i) + ",parcel " + n(i) + sentence + "," +
                                                     (i % 2 ? "a" : "b");
                                            }),
                 Value::Map{});
  EXPECT_NE(got.column("name").at("why").text().find("it names rows"), std::string::npos);
  EXPECT_NE(got.column("note").at("why").text().find("sentences"), std::string::npos);
  EXPECT_FALSE(got.column("note").at("use").boolean());
}

TEST(Tables, EveryOptionIsTaken) {
  const std::string text = "x;y\n1,5;a\n2,5;NA\n-;b\n";
  EXPECT_EQ(Open("a|b;c\n1|2;3\n4|5;6\n", options_of(R"({"delimiter": "|"})")).names(), (Names{"a", "b;c"}));
  EXPECT_EQ(Open("a|b;c\n1|2;3\n4|5;6\n", options_of(R"({"delimiter": ";"})")).names(), (Names{"a|b", "c"}));
  EXPECT_EQ(Open(text, options_of(R"({"decimal": "."})")).column("x").at("kind").text(), "text");
  EXPECT_EQ(Open(text, Value::Map{}).values("x"), Json::parse("[1.5, 2.5, null]"));
  EXPECT_EQ(Open(text, options_of(R"({"missing": ["a"]})")).values("y"), Json::parse(R"([null, "NA", "b"])"));
  EXPECT_EQ(Open(text, options_of(R"({"header": false})")).rows(), 4);
  EXPECT_EQ(Open(text, options_of(R"({"skip": 1, "header": false})")).rows(), 3);
  EXPECT_EQ(Open("a,b\n1,'x,y'\n2,'z'\n", options_of(R"({"quote": "'"})")).values("b"), Json::parse(R"(["x,y", "z"])"));
  EXPECT_EQ(Open("a,b\n1,\"x\n2,\"z\"\n", options_of(R"({"quote": null})")).values("b"),
            Json::parse(R"(["\"x", "\"z\""])"));
  EXPECT_EQ(Open("a,b\n1,\"x\\\"y\"\n", options_of(R"({"escape": "\\"})")).values("b"), Json::parse(R"(["x\"y"])"));
  EXPECT_EQ(Open("a,b\n1,\"C:\\\\\"\n", options_of(R"({"escape": null})")).values("b"), Json::parse(R"(["C:\\\\"])"));
  EXPECT_EQ(Open("a,b\n% c\n1,2\n", options_of(R"({"comment": "%"})")).rows(), 1);
  EXPECT_EQ(Open("# c\na,b\n1,2\n", options_of(R"({"comment": null, "header": false, "skip": 0})")).rows(), 3);
  EXPECT_TRUE(Open("a,b,c\nr1,1,2\nr2,3,4\n", options_of(R"({"rowNames": true})")).reading().at("rowNames").boolean());
  EXPECT_EQ(code_of([&] { Open(text, options_of(R"({"delimiter": "x"})")); }), "bad_option");
  EXPECT_EQ(code_of([&] { Open(text, options_of(R"({"skip": -1})")); }), "bad_option");
  EXPECT_EQ(code_of([&] { Open(text, options_of(R"({"columns": [{"name": "x", "kind": "date?"}]})")); }), "bad_option");
}

TEST(Tables, WhatIsNotKnownIsRefusedWithTheNearestThatIs) {
  const auto refused = [](const std::string& text, const char* options) {
    try {
      Open(text, options_of(options));
    } catch (const Error& e) {
      return e.code + " | " + e.where + " | " + e.message + " | " + e.hint;
    }
    return std::string("not refused");
  };
  const std::string text = "alpha;beta;day\n" + lines_of(12, [](int i) {
                             return n(i * 5 % 7) + ";" + pick("xy", i) + ";" + n(1 + i) + ".01.2024";
                           });
  const auto expect = [&](const char* options, const std::string& beginning) {
    const std::string got = refused(text, options);
    EXPECT_EQ(got.substr(0, beginning.size()), beginning);
  };
  expect(R"({"delimeter": ";"})",
         "bad_option | delimeter | The option 'delimeter' is not known. | Perhaps 'delimiter' is meant. Known are "
         "delimiter, quote,");
  expect(R"({"zzz": 1})", "bad_option | zzz | The option 'zzz' is not known. | Known are delimiter");
  expect(R"({"columns": [{"name": "alpha", "kindd": "text"}]})",
         "bad_option | column 'alpha' | The choice 'kindd' is not known. | Perhaps 'kind' is meant.");
  expect(R"({"columns": [{"name": "alpa", "kind": "text"}]})",
         "bad_option | columns | There is no column 'alpa', for which a choice is made. | Perhaps 'alpha' is meant.");
  expect(R"({"columns": [{"name": "nope", "use": false}]})",
         "bad_option | columns | There is no column 'nope', for which a choice is made. | The columns are 'alpha', "
         "'beta', 'day'.");
  expect(R"({"columns": ["alpha"]})", "bad_option | columns | ");
  expect(R"({"columns": [{"name": "beta", "parts": ["year"]}]})",
         "bad_option | column 'beta' | Parts of a date are asked for of column 'beta', which is read as text.");
  expect(R"({"columns": [{"name": "alpha", "order": "dmy"}]})",
         "bad_option | column 'alpha' | An order of day, month and year is said of column 'alpha', which is read as "
         "number.");
  expect(R"({"columns": [{"name": "day", "parts": ["year"]}, {"name": "day_year", "kind": "text"}]})",
         "bad_option | column 'day_year' | Column 'day_year' is made from the dates in 'day'");
  expect(R"({"columns": [{"name": "day", "parts": ["year"]}, {"name": "day_month", "use": false}]})",
         "bad_option | columns | There is no column 'day_month'");
  expect(R"({"thousands": "x"})", "bad_option | thousands | The option thousands must be ");
  expect(R"({"thousands": ",", "decimal": ","})",
         "bad_option | thousands | The decimal mark and the mark of thousands cannot both be ','.");
  // Whether a part is used can be chosen; a reading that is saved keeps it.
  const Open parts(
      text,
      options_of(
          R"({"columns": [{"name": "day", "kind": "date", "parts": ["day", "month"]}, {"name": "day_month", "use": false}]})"));
  EXPECT_FALSE(parts.column("day_month").at("use").boolean());
  EXPECT_TRUE(parts.column("day_day").at("use").boolean());
  const Open again(text, Value::Map{{"reading", parts.reading()}});
  EXPECT_FALSE(again.column("day_month").at("use").boolean());
  EXPECT_TRUE(again.column("day_day").at("use").boolean());
  // A mark that says nothing of text is said, not refused: what a column holds is for the file to say.
  EXPECT_TRUE(Open(text, options_of(R"({"columns": [{"name": "beta", "decimal": ","}]})")).has_note("choice_unused"));
  EXPECT_TRUE(
      Open(text, options_of(R"({"columns": [{"name": "alpha", "keepMissing": true}]})")).has_note("choice_unused"));
  // What an earlier reading took is no error in a later one.
  const Open kept(
      text,
      options_of(
          R"({"columns": [{"name": "gone", "kind": "text", "kept": true}, {"name": "beta", "parts": ["year"], "kept": true}]})"));
  EXPECT_EQ(kept.notes(), (Names{"choice_unused", "choice_unused", "delimiter", "date", "date_order"}));
}

TEST(Tables, ThousandsAreOneMarkOrNone) {
  const std::string text = "a;b\n1,100;1 200\n2,200;2 300\n1,300;1 400\n";
  EXPECT_EQ(Open(text, options_of(R"({"thousands": ","})")).values("a"), Json::parse("[1100, 2200, 1300]"));
  EXPECT_EQ(Open(text, options_of(R"({"thousands": " "})")).values("a"), Json::parse("[1.1, 2.2, 1.3]"));
  EXPECT_EQ(Open(text, options_of(R"({"thousands": "\u202f"})")).values("b"), Json::parse("[1200, 2300, 1400]"));
  EXPECT_EQ(Open(text, options_of(R"({"thousands": null})")).values("a"), Json::parse("[1.1, 2.2, 1.3]"));
  EXPECT_EQ(Open(text, options_of(R"({"thousands": null})")).values("b"),
            Json::parse(R"(["1 200", "2 300", "1 400"])"));
  EXPECT_EQ(Open(text, options_of(R"({"thousands": ",", "columns": [{"name": "b", "thousands": " "}]})")).all_values(),
            Json::parse(R"([["a", [1100, 2200, 1300]], ["b", [1200, 2300, 1400]]])"));
  EXPECT_EQ(Open("a;b\n1.100;1\n", options_of(R"({"columns": [{"name": "a", "thousands": "."}]})")).values("a"),
            Json::parse("[1100]"));
  // That there are none belongs to the reading.
  const Value options =
      options_of(R"({"columns": [{"name": "a", "kind": "number", "thousands": null, "decimal": "."}]})");
  const Open none(text, options);
  EXPECT_EQ(none.values("a"), Json::parse("[null, null, null]"));
  EXPECT_EQ(Open(text, Value::Map{{"reading", none.reading()}, {"decimal", "."}}).values("a"), none.values("a"));
}

TEST(Tables, NamesThatStandAgainAreNoRowsHoweverTheyAreQuoted) {
  // A mark that closes in the midst of a cell is no part of it.
  const Open got("\"na\"me,v\n1,2\n\"na\"me,v\n3,4\nname,v\n\"name\",\"v\"\n5,6\n", options_of(R"({"header": true})"));
  EXPECT_EQ(got.values("name"), Json::parse("[1, 3, 5]"));
  const Value head = border::run_operation(
      "table_head",
      Value::Map{{"table", got.table}, {"from", 0}, {"count", 9}, {"column_from", 0}, {"column_count", 2}}, {});
  EXPECT_EQ(encode_json(head.at("cells")), Json::parse(R"([["1", "2"], ["3", "4"], ["5", "6"]])"));
}

TEST(Tables, ManyColumnsOfOneValueAreSaidAtOnce) {
  const auto wide = [](int width) {
    std::string text = "v";
    for (int j = 0; j < width; ++j) text += ",c" + n(j);
    text += "\n";
    for (int i = 0; i < 10; ++i) {
      text += n(i * 5 % 7);
      for (int j = 0; j < width; ++j) text += j % 2 ? ",x" : ",0";
      text += "\n";
    }
    return text;
  };
  EXPECT_EQ(Open(wide(5), Value::Map{}).notes(), (Names{"constant", "constant", "constant", "constant", "constant"}));
  const Open many(wide(40), Value::Map{});
  ASSERT_EQ(many.notes(), (Names{"constant"}));
  const Value& note = many.answer.at("notes").list()[0];
  EXPECT_EQ(note.at("message").text(),
            "40 columns hold one value only each, such as 'c0' and 'c1': nothing can be learned from them.");
  EXPECT_EQ(note.at("options").at("columns").list().size(), 40u);
  EXPECT_FALSE(Open(wide(40), note.at("options")).column("c39").at("use").boolean());
}

TEST(Tables, TextsThatLookTheSameAreToldApartWhereTheyDiffer) {
  const auto said = [](const std::string& one, const std::string& other) {
    const Open got("t,v\n" + lines_of(12, [&](int i) { return (i % 2 ? one : other) + "," + n(i * 5 % 7); }),
                   Value::Map{});
    std::string out;
    for (const Value& note : got.answer.at("notes").list()) {
      const std::string& message = note.at("message").text();
      if (note.at("code").text() == "look_alike")
        out = message.substr(message.find("where one has"), message.find(". Write") - message.find("where one has"));
    }
    return out;
  };
  EXPECT_EQ(said("Z\xc3\xbcrich", "Zu\xcc\x88rich"), "where one has U+0075 U+0308, the other has U+00FC");
  EXPECT_EQ(said("\xe2\x84\xab", "\xc3\x85"), "where one has U+00C5, the other has U+212B");
  EXPECT_EQ(said("New York", "New\xc2\xa0York"), "where one has U+00A0, the other has U+0020");
  EXPECT_EQ(said("Bern", "Bern\xe2\x80\x8b"), "where one has U+200B, the other has nothing");
  EXPECT_EQ(said("p\xd0\xb0le", "pale"), "where one has U+0061, the other has U+0430");
  EXPECT_EQ(said("\xef\xbd\xb1\xef\xbd\xb6\xef\xbe\x9e", "\xe3\x82\xa2\xe3\x82\xac"),
            "where one has U+30A2 U+30AC, the other has U+FF71 U+FF76 U+FF9E");
  EXPECT_EQ(said("of\xef\xac\x81"
                 "ce",
                 "office"),
            "where one has U+0066 U+0069, the other has U+FB01");
  EXPECT_EQ(said("\xed\x95\x9c", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"),
            "where one has U+1112 U+1161 U+11AB, the other has U+D55C");
  // Letters with other marks are other letters.
  EXPECT_EQ(said("p\xc3\xaa"
                 "che",
                 "p\xc3\xa9"
                 "che"),
            "");
  EXPECT_EQ(said("p\xc3\xaa"
                 "che",
                 "pe\xcc\x81"
                 "che"),
            "");
  EXPECT_EQ(said("B\xc3\xa4r", "Bar"), "");
  EXPECT_EQ(said("\xd0\xb2\xd1\x81\xd0\xb5", "\xd0\xb2\xd1\x81\xd1\x91"), "");
  EXPECT_EQ(said("\xe3\x81\x8b", "\xe3\x81\x8c"), "");
}

TEST(Tables, LinesAtTheEndCanBeLeftOut) {
  const std::string text = "a,b\n1,2\n3,4\n5,6\nTotal,12\n\nSource: x\n\n";
  EXPECT_EQ(Open(text, options_of(R"({"skipEnd": 2})")).values("a"), Json::parse("[1, 3, 5]"));
  EXPECT_EQ(Open(text, options_of(R"({"skipEnd": 1})")).rows(), 4);
  EXPECT_EQ(Open(text, options_of(R"({"skipEnd": 0})")).rows(), 5);
  EXPECT_EQ(code_of([&] { Open(text, options_of(R"({"skipEnd": 100})")); }), "no_table");
  EXPECT_EQ(code_of([&] { Open(text, options_of(R"({"skipEnd": -1})")); }), "bad_option");
  EXPECT_EQ(Open("a,b\r1,2\r3,4\r\r\rx,\r", options_of(R"({"skipEnd": 1})")).rows(), 2);
  // Each footer offers to leave out all of them.
  const Open found(text, Value::Map{});
  const auto& problems = found.answer.at("problems").list();
  ASSERT_GE(problems.size(), 2u);
  for (const Value& p : {problems.front(), problems.back()}) {
    EXPECT_EQ(p.at("code").text(), "footer");
    EXPECT_EQ(encode_json(p.at("remedy")),
              Json::parse(R"({"label": "Leave out the last 2 lines", "options": {"skipEnd": 2}})"));
  }
  EXPECT_EQ(encode_json(found.answer.at("weight").at("remedies").list()[0]),
            encode_json(problems.front().at("remedy")));
}

TEST(Tables, WhatStandsAboveMayBeLong) {
  const std::string table =
      "a,b,c\n" + lines_of(50, [](int i) { return n(i * 5 % 7) + "," + n(i) + ".5," + pick("xy", i); });
  const Json wanted = Open(table, Value::Map{}).all_values();
  const auto timed = [&](const std::string& above, int64_t header, const Value& options) {
    const std::clock_t started = std::clock();
    const Open got(above + table, options);
    EXPECT_LT(seconds_since(started), 1.0);
    EXPECT_EQ(got.all_values(), wanted);
    EXPECT_EQ(got.reading().at("header").integer(), header);
  };
  std::string blank, returns(300'000, '\r'), spaces, comments, notes;
  for (int i = 0; i < 300'000; ++i) blank += "\n", spaces += "  \r\n";
  for (int i = 0; i < 20'000; ++i)
    comments += "##contig=<ID=" + n(i) + ",length=1234>\n", notes += "% made by a machine, on a day\n";
  timed(blank, 300'001, Value::Map{});
  timed(spaces, 300'001, Value::Map{});
  timed(comments, 20'001, Value::Map{});
  timed(notes, 20'001, options_of(R"({"comment": "%"})"));
  const std::clock_t started = std::clock();
  EXPECT_EQ(Open(returns + "a,b\r1,2\r3,4\r", Value::Map{}).values("b"), Json::parse("[2, 4]"));
  EXPECT_EQ(Open("a,b\r1,2" + returns + "3,4\r", Value::Map{}).values("b"), Json::parse("[2, 4]"));
  EXPECT_LT(seconds_since(started), 1.0);
  // Rows that begin with the mark of comments are rows.
  const Open rows("#k,v\n" + lines_of(20'000, [](int i) { return "#" + n(i % 9) + "," + n(i); }) + "x,1\n",
                  Value::Map{});
  EXPECT_EQ(rows.rows(), 20'001);
}

TEST(Tables, ChoicesGoByName) {
  const std::string text = "__proto__,constructor,d\n" +
                           lines_of(12, [](int i) { return n(i % 3) + "," + n(i) + "," + n(i + 1) + ".02.2024"; });
  const Open got(
      text, options_of(R"({"columns": [{"name": "__proto__", "kind": "text"}, {"name": "constructor", "use": false},
    {"name": "d", "kind": "date", "order": "mdy", "parts": ["month", "weekday"]}]})"));
  EXPECT_EQ(got.names(), (Names{"__proto__", "constructor", "d", "d_month", "d_weekday"}));
  EXPECT_EQ(got.values("__proto__")[1], "1");
  EXPECT_FALSE(got.column("constructor").at("use").boolean());
  EXPECT_EQ(got.values("d_month")[4], 5);
  EXPECT_EQ(got.values("d_weekday")[0], 1);  // the second of January 2024, a Tuesday
  EXPECT_EQ(got.column("d_month").at("of").text(), "d");
}

TEST(Tables, ASavedReadingIsApplied) {
  const auto rows = [](const char* mark) {
    return lines_of(
        30, [mark](int i) { return n(i) + mark + "5;0" + n(i % 4) + ";" + n(i + 1) + ".01.2024;" + pick("ab", i); });
  };
  const Value options = options_of(
      R"({"columns": [{"name": "day", "kind": "date", "parts": ["day"]}, {"name": "zip", "kind": "number"}]})");
  const Open first("w;zip;day;y\n" + rows(","), options);
  Value saved = Value::Map{{"reading", first.reading()}};
  // The same file.
  EXPECT_EQ(Open("w;zip;day;y\n" + rows(","), saved).all_values(), first.all_values());
  // A decimal point where it had a comma: read as it stands, and said.
  const Open point("w;zip;day;y\n" + rows("."), saved);
  EXPECT_EQ(point.values("w"), first.values("w"));
  EXPECT_TRUE(point.has_note("decimal_differs"));
  // One row says nothing of its own: what the model's file said holds.
  const Open one("w;zip;day;y\n1,100;07;03.04.2024;a\n", saved);
  EXPECT_EQ(one.values("w"), Json::parse("[1.1]"));
  EXPECT_EQ(one.values("zip"), Json::parse("[7]"));
  EXPECT_EQ(one.values("day_day"), Json::parse("[3]"));
  // Columns in another order, one that is new and one that is gone.
  const Open other("y;new;w\na;1;2,5\nb;2;3,5\n", saved);
  EXPECT_EQ(other.values("w"), Json::parse("[2.5, 3.5]"));
  EXPECT_TRUE(other.has_note("column_new"));
  EXPECT_TRUE(other.has_note("column_missing"));
  // What the person says now stands above what was saved.
  saved.get_if<Value::Map>()->emplace_back("columns", options_of(R"([{"name": "zip", "kind": "text"}])"));
  EXPECT_EQ(Open("w;zip;day;y\n" + rows(","), saved).values("zip")[1], "01");
}

TEST(Tables, ASavedReadingSaysWhatIsOtherwise) {
  const Open first("m,p,w,left,y\n" + lines_of(20,
                                               [](int i) {
                                                 return n(i * 5 % 17) + "%,$" + n(i) + ".5," + n(i * 3) + " kg," +
                                                        n(i * 7 % 11) + "," + pick("ab", i);
                                               }),
                   options_of(R"({"columns": [{"name": "left", "use": false}, {"name": "w", "kind": "number"}]})"));
  EXPECT_EQ(first.column("w").at("unit").text(), "kg");
  Value reading = first.reading();
  reading.get_if<Value::Map>()->emplace_back("target", "y");
  const Value saved = Value::Map{{"reading", reading}};
  // The same units, without what is predicted and without what was left out: nothing to say.
  EXPECT_EQ(
      Open("m,p,w\n" + lines_of(20, [](int i) { return n(i * 5 % 17) + "%,$" + n(i) + ".5," + n(i * 3) + " kg"; }),
           saved)
          .notes(),
      (Names{"unit", "unit", "unit"}));
  const Open other(
      "m,p,w\n" + lines_of(20, [](int i) { return n(i * 5 % 17) + ",\xe2\x82\xac" + n(i) + ".5," + n(i * 3) + " lb"; }),
      saved);
  EXPECT_EQ(other.values("w")[3], 9);
  EXPECT_EQ(other.notes(), (Names{"unit", "unit", "unit_differs", "unit_differs", "unit_differs"}));
  std::string said;
  for (const Value& note : other.answer.at("notes").list()) said += note.at("message").text() + "\n";
  EXPECT_NE(said.find("Column 'm': its numbers have no unit, those of the saved reading the unit '%'."),
            std::string::npos)
      << said;
  EXPECT_NE(said.find("Column 'p': its numbers have the unit '\xe2\x82\xac', those of the saved reading the unit '$'."),
            std::string::npos)
      << said;
  // A feature that is gone is said; so is the target where the reading does not know which one it is.
  EXPECT_TRUE(Open("m,p\n5%,$1.5\n6%,$2.5\n", saved).has_note("column_missing"));
  EXPECT_TRUE(
      Open("m,p,w\n5%,$1.5,1 kg\n6%,$2.5,2 kg\n", Value::Map{{"reading", first.reading()}}).has_note("column_missing"));
  // What is said of a column now leaves the rest of what was saved of it.
  const Value now = Value::Map{{"reading", reading}, {"columns", options_of(R"([{"name": "w", "use": false}])")}};
  EXPECT_EQ(Open("m,p,w\n5%,$1.5,1 kg\n6%,$2.5,2 kg\n", now).column("w").at("kind").text(), "number");
}

TEST(Tables, ASavedReadingKnowsTheNames) {
  const Open first(
      "color,shape\n" +
          lines_of(12, [](int i) { return (i % 2 ? "red" : "blue") + std::string(",") + (i % 3 ? "disc" : "box"); }),
      Value::Map{});
  const Value saved = Value::Map{{"reading", first.reading()}};
  const Open next("color,shape\ncolor,box\n", saved);
  EXPECT_EQ(next.names(), (Names{"color", "shape"}));
  EXPECT_FALSE(next.has_note("header"));
}

TEST(Tables, AnotherReadingLeavesNothingBehind) {
  const std::string text =
      "id;d;w;t\n" + lines_of(30, [](int i) {
        return n(i) + ";" + n(1 + i % 28) + ".01.2024;" + n(i) + ",5;" + (i == 3 ? "\"x\ny\"" : pick("xy", i));
      });
  Open again(text, options_of(R"({"delimiter": ",", "decimal": ".", "header": false})"));
  again.read(
      options_of(R"({"columns": [{"name": "d", "kind": "date", "parts": ["year"]}, {"name": "w", "kind": "text"}]})"));
  again.read();
  const Open fresh(text, Value::Map{});
  EXPECT_EQ(encode_json(again.answer), encode_json(fresh.answer));
  EXPECT_EQ(again.all_values(), fresh.all_values());
}

TEST(Tables, ManyColumnsAreRead) {
  std::string text;
  for (int line = 0; line < 31; ++line) {
    for (int j = 0; j < 5000; ++j) text += (j ? "," : "") + (line ? n((line * 7 + j) % 100) + ".5" : "v" + n(j));
    text += "\n";
  }
  const Open got(text, Value::Map{});
  EXPECT_EQ(got.rows(), 30);
  ASSERT_EQ(got.columns().size(), 5000u);
  EXPECT_EQ(got.values("v4999")[0], (7 + 4999) % 100 + .5);
}

TEST(Tables, TooMuchIsRefusedWithItsSizeAndTheLimit) {
  std::string names;
  for (size_t j = 0; j <= tables::limits::kColumns; ++j)
    names += (j ? "," : "") + std::string("v") + n(static_cast<int>(j));
  try {
    Open got(names + "\n1\n", Value::Map{});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code, "too_large");
    EXPECT_NE(e.message.find("65537 columns"), std::string::npos) << e.message;
    EXPECT_NE(e.message.find("65536"), std::string::npos) << e.message;
  }
  // However many rows there are, their first lines say it.
  std::string line = "v0";
  for (int j = 1; j < 300'000; ++j) line += ",v" + n(j);
  std::string wide;
  for (int i = 0; i < 8; ++i) wide += line + "\n";
  const std::clock_t started = std::clock();
  EXPECT_EQ(code_of([&] { Open(wide, Value::Map{}); }), "too_large");
  EXPECT_LT(seconds_since(started), 0.3);
  // One cell that holds as many commas is a cell.
  EXPECT_EQ(Open("shape,v\n\"" + std::string(70'000, ',') + "\",1\nx,2\n", Value::Map{}).values("v"),
            Json::parse("[1, 2]"));
  try {
    border::run_operation("table_open", Value::Map{{"size", int64_t{2'400'000'000}}}, {});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code, "too_large");
    EXPECT_NE(e.message.find("2400000000"), std::string::npos) << e.message;
  }
}

TEST(Tables, ReportsProgressAndStopsWhenTold) {
  const std::string text = "a,b,c\n" + lines_of(400'000, [](int i) { return n(i) + "," + n(i % 7) + ",x"; });
  Open got(text);
  double last = 0;
  int calls = 0;
  got.read(Value::Map{}, {[&](double done, double total) {
             EXPECT_LE(done, total);
             EXPECT_GE(done, last);
             last = done;
             ++calls;
             return true;
           }});
  EXPECT_GT(calls, 2);
  EXPECT_EQ(last, static_cast<double>(text.size()));
  EXPECT_EQ(code_of([&] { got.read(Value::Map{}, {[](double, double) { return false; }}); }), "cancelled");
  got.read();
  EXPECT_EQ(got.rows(), 400'000);
}

TEST(Tables, ASecondLookAtCellsIsNeverTheRule) {
  // Quotation marks that close nothing are looked at again, but not over and over.
  std::string text = "a,b\n";
  for (int i = 0; i < 20'000; ++i) text += "\"x" + n(i) + ",1\n";
  EXPECT_EQ(Open(text, Value::Map{}).rows(), 20'000);
}

TEST(Tables, AClosedTableIsUnknown) {
  int64_t gone;
  {
    const Open got("a\n1\n", Value::Map{});
    gone = got.table;
  }
  EXPECT_EQ(code_of([&] { border::run_operation("table_read", Value::Map{{"table", gone}}, {}); }), "unknown_table");
  const Open open("a\n1\n");
  EXPECT_EQ(code_of([&] { border::run_operation("table_columns", Value::Map{{"table", open.table}}, {}); }),
            "not_read");
}

}  // namespace
}  // namespace keepfit::test
