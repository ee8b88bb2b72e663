// The reader of tables over the border: a corpus of shapes that people have (tests/tables), options, saved readings, limits.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "core/errors.h"
#include "support/files.h"
#include "tables/limits.h"
#include "wasm/operations.h"

namespace keepfit::test {
namespace {

using Names = std::vector<std::string>;

/// An open table, read once or more.
struct Open {
  int64_t table;
  Value answer;

  explicit Open(const std::string& text, size_t piece = 1 << 20) {
    table = run_operation("table_open", Value::Map{{"size", static_cast<int64_t>(text.size())}}, {}).at("table").integer();
    for (size_t at = 0; at < text.size(); at += piece) {
      const std::string part = text.substr(at, piece);
      run_operation("table_append", Value::Map{{"table", table}, {"bytes", Bytes::own({part.begin(), part.end()})}}, {});
    }
  }
  Open(const std::string& text, const Value& options) : Open(text) { read(options); }
  ~Open() { run_operation("table_close", Value::Map{{"table", table}}, {}); }
  Open(const Open&) = delete;

  void read(const Value& options = Value::Map{}, const Context& context = {}) { answer = run_operation("table_read", Value::Map{{"table", table}, {"options", options}}, context); }
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
    const Value all = run_operation("table_columns", Value::Map{{"table", table}, {"columns", Array::own(std::vector<int32_t>{static_cast<int32_t>(j)})}}, {});
    const Value& one = all.at("columns").list()[0];
    Json out = Json::array();
    if (const Value* codes = one.find("codes")) {
      const auto& categories = one.at("categories").list();
      for (int32_t code : codes->array("codes").to_vector<int32_t>()) out.push_back(code < 0 ? Json() : Json(categories[static_cast<size_t>(code)].text()));
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
std::string pick(const std::string& letters, int i) { return std::string(1, letters[static_cast<size_t>(i) % letters.size()]); }

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
    for (const auto& [key, value] : wanted.at("reading").items()) EXPECT_EQ(encode_json(got.reading().at(key)), value) << key;
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
        EXPECT_TRUE(i < values.size() && same(values[i], value)) << "row " << i + 1 << ": " << values[i] << " for " << value;
        ++i;
      }
    }
    std::vector<std::pair<std::string, std::string>> notes, wanted_notes;
    for (const Value& note : got.answer.at("notes").list()) notes.emplace_back(note.at("code").text(), note.at("column").is_null() ? "" : note.at("column").text());
    for (const Json& note : wanted.at("notes")) wanted_notes.emplace_back(note[0], note[1].is_null() ? "" : note[1].get<std::string>());
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
  const std::string text = "x,town,y\n" + lines_of(50, [](int i) { return n(i) + "," + (i % 2 ? "Z\xc3\xbcrich" : "Bern") + "," + pick("ab", i); });
  Open pieces(text, 7);
  pieces.read();
  EXPECT_EQ(pieces.summary("town").at("distinct").integer(), 2);
  EXPECT_EQ(pieces.all_values(), Open(text, Value::Map{}).all_values());
}

TEST(Tables, TwoOfOneNameStayApart) {
  const Open got("a,a,a_2,y\n" + lines_of(40, [](int i) { return n(i) + "," + n(i * 7 % 40) + "," + n(i * 11 % 40) + "," + pick("pq", i); }), Value::Map{});
  EXPECT_EQ(got.names(), (Names{"a", "a_3", "a_2", "y"}));
  EXPECT_EQ(got.values("a_3")[1], 7);
  EXPECT_EQ(got.values("a_2")[1], 11);
}

TEST(Tables, NumbersHoweverTheyAreDecorated) {
  const Open got("margin,price,units,y\n" + lines_of(60, [](int i) { return n(i) + ".5%,$" + n(i + 1) + ".00,\"1," + n(100 + i) + "\"," + pick("ab", i); }), Value::Map{});
  for (const char* name : {"margin", "price", "units"}) EXPECT_EQ(got.column(name).at("kind").text(), "number");
  EXPECT_EQ(got.values("units")[59], 1159);
  EXPECT_EQ(got.values("price")[59], 60);
  EXPECT_EQ(got.values("margin")[59], 59.5);
}

TEST(Tables, WhatIsTooLargeForANumberIsSaidWithItsRowAndLine) {
  const Open got("x,z,y\n" + lines_of(40, [](int i) { return n(i) + "," + (i == 3 ? "1e400" : n(i)) + "," + pick("ab", i); }), Value::Map{});
  const auto& problems = got.answer.at("problems").list();
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].at("row").integer(), 4);
  EXPECT_EQ(problems[0].at("line").integer(), 5);
  EXPECT_EQ(problems[0].at("column").text(), "z");
  EXPECT_NE(problems[0].at("message").text().find("beyond the largest number"), std::string::npos);
}

TEST(Tables, RowsKnowTheirLines) {
  const Open got("# note\na,b\n1,\"two\nlines\"\n\n3,x\n4,y\n", Value::Map{});
  const auto lines = run_operation("table_line_of", Value::Map{{"table", got.table}, {"rows", Array::own(std::vector<int32_t>{0, 1, 2})}}, {}).at("lines").array("lines").to_vector<int32_t>();
  EXPECT_EQ(lines, (std::vector<int32_t>{3, 6, 7}));
  const Value head = run_operation("table_head", Value::Map{{"table", got.table}, {"from", 1}, {"count", 5}, {"column_from", 1}, {"column_count", 5}}, {});
  EXPECT_EQ(encode_json(head.at("cells")), Json::parse(R"([["x"], ["y"]])"));
  EXPECT_EQ(head.at("lines").array("lines").to_vector<int32_t>(), (std::vector<int32_t>{6, 7}));
  const Value raw = run_operation("table_lines", Value::Map{{"table", got.table}, {"count", 3}}, {});
  EXPECT_EQ(encode_json(raw.at("lines")), Json::parse(R"(["# note", "a,b", "1,\"two"])"));
}

TEST(Tables, HeadAndLinesHoldFarDownATable) {
  const Open got("a,b\n" + lines_of(5000, [](int i) { return i % 7 == 0 ? "\n" + n(i) + ",NA" : n(i) + ",x"; }), Value::Map{});
  ASSERT_EQ(got.rows(), 5000);
  const Value head = run_operation("table_head", Value::Map{{"table", got.table}, {"from", 4100}, {"count", 2}, {"column_from", 0}, {"column_count", 2}}, {});
  EXPECT_EQ(encode_json(head.at("cells")), Json::parse(R"([["4100", "x"], ["4101", "x"]])"));
  // Every seventh row has a blank line above it.
  const auto lines = head.at("lines").array("lines").to_vector<int32_t>();
  EXPECT_EQ(lines[0], 4100 + 2 + (4100 / 7 + 1));
  EXPECT_EQ(run_operation("table_line_of", Value::Map{{"table", got.table}, {"rows", Array::own(std::vector<int32_t>{4100})}}, {}).at("lines").array("lines").to_vector<int32_t>()[0], lines[0]);
}

TEST(Tables, LongCellsAreCutInAHeadUnlessTheyAreWantedWhole) {
  const std::string longest(5000, 'x');
  const Open got("a,b\n1," + longest + "\n2,y\n", Value::Map{});
  Value::Map request{{"table", got.table}, {"from", 0}, {"count", 1}, {"column_from", 1}, {"column_count", 1}};
  EXPECT_EQ(run_operation("table_head", Value(request), {}).at("cells").list()[0].list()[0].text(), std::string(200, 'x') + "...");
  request.emplace_back("whole", true);
  EXPECT_EQ(run_operation("table_head", Value(request), {}).at("cells").list()[0].list()[0].text(), longest);
}

TEST(Tables, FreeTextIsToldFromNames) {
  const std::string sentence = " came late and nobody at the office knew where the parcel was";
  const Open got("name,note,y\n" + lines_of(40, [&](int i) { return "Ms. Ada B. Smith " + n(i) + ",parcel " + n(i) + sentence + "," + (i % 2 ? "a" : "b"); }), Value::Map{});
  EXPECT_NE(got.column("name").at("why").text().find("it names rows"), std::string::npos);
  EXPECT_NE(got.column("note").at("why").text().find("free text"), std::string::npos);
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
  EXPECT_EQ(Open("a,b\n1,\"x\n2,\"z\"\n", options_of(R"({"quote": null})")).values("b"), Json::parse(R"(["\"x", "\"z\""])"));
  EXPECT_EQ(Open("a,b\n1,\"x\\\"y\"\n", options_of(R"({"escape": "\\"})")).values("b"), Json::parse(R"(["x\"y"])"));
  EXPECT_EQ(Open("a,b\n1,\"C:\\\\\"\n", options_of(R"({"escape": null})")).values("b"), Json::parse(R"(["C:\\\\"])"));
  EXPECT_EQ(Open("a,b\n% c\n1,2\n", options_of(R"({"comment": "%"})")).rows(), 1);
  EXPECT_EQ(Open("# c\na,b\n1,2\n", options_of(R"({"comment": null, "header": false, "skip": 0})")).rows(), 3);
  EXPECT_TRUE(Open("a,b,c\nr1,1,2\nr2,3,4\n", options_of(R"({"rowNames": true})")).reading().at("rowNames").boolean());
  EXPECT_EQ(code_of([&] { Open(text, options_of(R"({"delimiter": "x"})")); }), "bad_option");
  EXPECT_EQ(code_of([&] { Open(text, options_of(R"({"skip": -1})")); }), "bad_option");
  EXPECT_EQ(code_of([&] { Open(text, options_of(R"({"columns": [{"name": "x", "kind": "date?"}]})")); }), "bad_option");
}

TEST(Tables, ChoicesGoByName) {
  const std::string text = "__proto__,constructor,d\n" + lines_of(12, [](int i) { return n(i % 3) + "," + n(i) + "," + n(i + 1) + ".02.2024"; });
  const Open got(text, options_of(R"({"columns": [{"name": "__proto__", "kind": "text"}, {"name": "constructor", "use": false},
    {"name": "d", "kind": "date", "order": "mdy", "parts": ["month", "weekday"]}]})"));
  EXPECT_EQ(got.names(), (Names{"__proto__", "constructor", "d", "d_month", "d_weekday"}));
  EXPECT_EQ(got.values("__proto__")[1], "1");
  EXPECT_FALSE(got.column("constructor").at("use").boolean());
  EXPECT_EQ(got.values("d_month")[4], 5);
  EXPECT_EQ(got.values("d_weekday")[0], 1);  // the second of January 2024, a Tuesday
  EXPECT_EQ(got.column("d_month").at("of").text(), "d");
}

TEST(Tables, ASavedReadingIsApplied) {
  const auto rows = [](const char* mark) { return lines_of(30, [mark](int i) { return n(i) + mark + "5;0" + n(i % 4) + ";" + n(i + 1) + ".01.2024;" + pick("ab", i); }); };
  const Value options = options_of(R"({"columns": [{"name": "day", "kind": "date", "parts": ["day"]}, {"name": "zip", "kind": "number"}]})");
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

TEST(Tables, ASavedReadingKnowsTheNames) {
  const Open first("color,shape\n" + lines_of(12, [](int i) { return (i % 2 ? "red" : "blue") + std::string(",") + (i % 3 ? "disc" : "box"); }), Value::Map{});
  const Value saved = Value::Map{{"reading", first.reading()}};
  const Open next("color,shape\ncolor,box\n", saved);
  EXPECT_EQ(next.names(), (Names{"color", "shape"}));
  EXPECT_FALSE(next.has_note("header"));
}

TEST(Tables, AnotherReadingLeavesNothingBehind) {
  const std::string text = "id;d;w;t\n" + lines_of(30, [](int i) { return n(i) + ";" + n(1 + i % 28) + ".01.2024;" + n(i) + ",5;" + (i == 3 ? "\"x\ny\"" : pick("xy", i)); });
  Open again(text, options_of(R"({"delimiter": ",", "decimal": ".", "header": false})"));
  again.read(options_of(R"({"columns": [{"name": "d", "kind": "date", "parts": ["year"]}, {"name": "w", "kind": "text"}]})"));
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
  for (size_t j = 0; j <= tables::limits::kColumns; ++j) names += (j ? "," : "") + std::string("v") + n(static_cast<int>(j));
  try {
    Open got(names + "\n1\n", Value::Map{});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code, "too_large");
    EXPECT_NE(e.message.find("65537 columns"), std::string::npos) << e.message;
    EXPECT_NE(e.message.find("65536"), std::string::npos) << e.message;
  }
  try {
    run_operation("table_open", Value::Map{{"size", int64_t{2'400'000'000}}}, {});
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
  EXPECT_EQ(code_of([&] { run_operation("table_read", Value::Map{{"table", gone}}, {}); }), "unknown_table");
  const Open open("a\n1\n");
  EXPECT_EQ(code_of([&] { run_operation("table_columns", Value::Map{{"table", open.table}}, {}); }), "not_read");
}

}  // namespace
}  // namespace keepfit::test
