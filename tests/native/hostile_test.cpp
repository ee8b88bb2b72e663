// The gallery of hostile files: each is refused by exactly its rule, and takes memory and work in proportion to its
// size.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>
#include <set>
#include <sstream>

#include "core/node.h"
#include "core/table.h"
#include "core/wire.h"
#include "persistence/card.h"
#include "persistence/codec.h"
#include "persistence/diff.h"
#include "persistence/inspect.h"
#include "support/files.h"

namespace {

std::atomic<size_t> now{0}, peak{0}, calls{0}, total{0};

void* take(size_t size) {
  void* block = std::malloc(size ? size : 1);
  if (!block) throw std::bad_alloc();
  const size_t real = malloc_usable_size(block);
  const size_t held = now += real;
  total += real;
  ++calls;
  for (size_t seen = peak; held > seen && !peak.compare_exchange_weak(seen, held);) {
  }
  return block;
}

void give(void* block) {
  if (!block) return;
  now -= malloc_usable_size(block);
  std::free(block);
}

}  // namespace

// Counted for the whole test program. The sanitizers bring allocators of their own, which count nothing here.
#if !defined(__SANITIZE_ADDRESS__)
void* operator new(size_t size) { return take(size); }
void* operator new[](size_t size) { return take(size); }
void operator delete(void* block) noexcept { give(block); }
void operator delete[](void* block) noexcept { give(block); }
void operator delete(void* block, size_t) noexcept { give(block); }
void operator delete[](void* block, size_t) noexcept { give(block); }
#endif

namespace keepfit::test {
namespace {

struct Use {
  std::string code = "accepted", where;
  size_t peak = 0;   // bytes at once, beyond what was held before
  size_t calls = 0;  // allocations: a measure of work that no clock disturbs
  size_t total = 0;  // bytes in all
};

template <class Work>
Use measure(Work work) {
  Use use;
  const size_t before = now, calls_before = calls, total_before = total;
  peak = before;
  try {
    work();
  } catch (const Error& e) {
    use.code = e.code;
    use.where = e.where;
  }
  use.peak = peak - before;
  use.calls = calls - calls_before;
  use.total = total - total_before;
  return use;
}

Use loading(const Blob& bytes) {
  return measure([&] { load(bytes.data(), bytes.size()); });
}

TEST(Hostile, EveryFileIsRefusedByItsRule) {
  const Json manifest = read_json("tests/hostile/manifest.json");
  ASSERT_GE(manifest.size(), 40u);
  for (const Json& about : manifest) {
    const std::string file = about.at("file");
    const Use use = loading(read_file("tests/hostile/" + file));
    EXPECT_EQ(use.code, about.at("rule").get<std::string>()) << file;
    EXPECT_EQ(use.where, about.at("where").get<std::string>()) << file;
    for (const char* key : {"title", "intent", "pickle", "reference"})
      EXPECT_FALSE(about.at(key).get<std::string>().empty()) << file << ": " << key;
  }
}

TEST(Hostile, LooksAreRefusedOrAnsweredToo) {
  for (const Json& about : read_json("tests/hostile/manifest.json")) {
    const Blob bytes = read_file("tests/hostile/" + about.at("file").get<std::string>());
    try {
      const Parsed parsed = parse_file(bytes.data(), bytes.size());
      encode(inspect_rows(parsed.pipeline));
      encode(diff_files(parsed, parsed));
    } catch (const Error& e) {
      EXPECT_FALSE(e.message.empty());
    }
  }
}

TEST(Hostile, MemoryIsASmallMultipleOfTheFile) {
  for (const Json& about : read_json("tests/hostile/manifest.json")) {
    const std::string file = about.at("file");
    const Blob bytes = read_file("tests/hostile/" + file);
    EXPECT_LE(loading(bytes).peak, 40 * bytes.size() + (1 << 20)) << file;
  }
}

TEST(Hostile, TextsComeBackAsTheyWere) {
  for (const Json& about : read_json("tests/hostile/manifest.json")) {
    const std::string file = about.at("file");
    if (about.at("rule") != "accepted" || file == "good.keepfit") continue;
    const Blob bytes = read_file("tests/hostile/" + file);
    const Model model = load(bytes.data(), bytes.size());
    const Blob again = dump(model).bytes;
    const Value card = load(again.data(), again.size()).card;
    for (const char* key : {"name", "notes", "input"})
      EXPECT_EQ(encode(card.at(key)), encode(model.card.at(key))) << file << ", " << key;
    EXPECT_EQ(model.card.at("name").text(), model.card.at("notes").text()) << file;
    EXPECT_EQ(model.estimator->input_names()[0], model.card.at("name").text()) << file;
  }
}

/// Suite.Test of every test in this program, without prefixes and parameters.
std::set<std::string> all_tests() {
  std::set<std::string> out;
  const auto& program = *testing::UnitTest::GetInstance();
  for (int i = 0; i < program.total_test_suite_count(); ++i) {
    const auto& suite = *program.GetTestSuite(i);
    std::string name = suite.name();
    name = name.substr(name.rfind('/') + 1);
    out.insert(name + ".*");
    for (int j = 0; j < suite.total_test_count(); ++j) {
      const std::string test = suite.GetTestInfo(j)->name();
      out.insert(name + "." + test.substr(0, test.find('/')));
    }
  }
  return out;
}

TEST(HostileTable, EveryCheckOfTheFormatIsProvedByATestThatExists) {
  std::set<std::string> files{"text_*"}, rules;
  for (const Json& about : read_json("tests/hostile/manifest.json")) {
    const std::string file = about.at("file");
    files.insert(file.substr(0, file.find('.')));
    rules.insert(about.at("rule").get<std::string>());
  }
  const std::set<std::string> tests = all_tests();
  const Blob page = read_file("cpp/persistence/FORMAT.md");
  std::istringstream lines(std::string(page.begin(), page.end()));
  std::string line;
  std::set<std::string> codes;
  size_t checks = 0;
  bool inside = false;
  const auto quoted = [](const std::string& text) {
    std::vector<std::string> out;
    for (size_t at = text.find('`'); at != std::string::npos;) {
      const size_t end = text.find('`', at + 1);
      out.push_back(text.substr(at + 1, end - at - 1));
      at = text.find('`', end + 1);
    }
    return out;
  };
  while (std::getline(lines, line)) {
    if (line.rfind("| step | check", 0) == 0) inside = true;
    else if (line.rfind("|", 0) != 0) inside = false;
    if (!inside || line.rfind("| step", 0) == 0 || line.rfind("|---", 0) == 0) continue;
    ++checks;
    std::vector<std::string> cells;
    std::stringstream row(line);
    for (std::string cell; std::getline(row, cell, '|');) cells.push_back(cell);
    ASSERT_EQ(cells.size(), 5u) << line;
    for (const std::string& code : quoted(cells[3])) codes.insert(code);
    EXPECT_FALSE(cells[4].find_first_not_of(' ') == std::string::npos) << "proved by nothing: " << line;
    for (const std::string& proof : quoted(cells[4]))
      EXPECT_TRUE(files.count(proof) || tests.count(proof))
          << proof << " proves a check, but there is no such test or file";
  }
  EXPECT_GE(checks, 35u);
  for (const std::string& rule : rules)
    EXPECT_TRUE(rule == "accepted" || codes.count(rule)) << rule << " refuses a file, but is not in the table";
}

Value node_of(const char* name, Value::Map params = {}) {
  return Value::Map{{"class", name}, {"params", std::move(params)}};
}

/// A file whose size grows with n in one particular way.
struct Growth {
  const char* name;
  Blob (*make)(size_t n);
};
void PrintTo(const Growth& growth, std::ostream* out) { *out << growth.name; }

Blob with_pipeline(const Value& pipeline) {
  const Value input = Value::List{Value::Map{{"name", "a"}, {"kind", "number"}, {"missing", 0}}};
  return write_file(
             Value::Map{{"engine", Value::Map{{"fitted_with", engine_version()}, {"saved_with", engine_version()}}},
                        {"input", input}},
             pipeline)
      .bytes;
}

Value fitted_scaler(const std::string& column) {
  Matrix x(2, 1);
  x << 1, 2;
  const Model model = fit_model(from_recipe(node_of("StandardScaler")), Table(x, {column}), nullptr);
  // Encoded and decoded, so that it owns what it holds.
  static std::vector<Blob> kept;
  kept.push_back(encode(to_node(*model.estimator)));
  return decode(kept.back().data(), kept.back().size());
}

const Growth kGrowths[] = {
    {"steps",
     [](size_t n) {
       Value::List steps;
       const Value scaler = fitted_scaler("a");
       for (size_t i = 0; i < n; ++i) steps.push_back(Value::List{"s" + std::to_string(i), scaler});
       return with_pipeline(
           Value::Map{{"class", "Pipeline"},
                      {"params", Value::Map{{"steps", std::move(steps)}}},
                      {"fitted", Value::Map{{"n_features_in_", 1}, {"feature_names_in_", Value::List{"a"}}}}});
     }},
    {"unknown attributes",
     [](size_t n) {
       Value node = fitted_scaler("a");
       for (auto& [key, value] : *node.get_if<Value::Map>()) {
         if (key != "fitted") continue;
         for (size_t i = 0; i < n; ++i) value.get_if<Value::Map>()->emplace_back("k" + std::to_string(i), Value());
       }
       return with_pipeline(node);
     }},
    {"a long name before many categories",
     [](size_t n) {
       TextColumn text;
       for (size_t i = 0; i < n; ++i) {
         text.codes.push_back(static_cast<int32_t>(i));
         text.categories.push_back("c" + std::to_string(i));
       }
       const Table X = Table::from_columns({Column::of_text(text)}, {std::string(n, 'n')}, static_cast<Index>(n));
       const Value columns =
           node_of("ColumnTransformer",
                   {{"transformers", Value::List{Value::List{"cat", node_of("OneHotEncoder"), Value::List{0}}}}});
       const Value model = node_of(
           "Pipeline",
           {{"steps", Value::List{Value::List{"columns", columns}, Value::List{"scale", node_of("StandardScaler")}}}});
       return dump(fit_model(from_recipe(model), X, nullptr), {}, {ProofRequest::What::kNone, nullptr}).bytes;
     }},
    {"nothing but nil", [](size_t n) { return with_pipeline(Value::List(n)); }},
    {"nothing but keys",
     [](size_t n) {
       Value::Map map;
       for (size_t i = 0; i < n; ++i) map.emplace_back(std::to_string(i), Value());
       return with_pipeline(map);
     }},
    {"columns",
     [](size_t n) {
       const Index width = static_cast<Index>(n);
       Matrix x(3, width);
       std::vector<std::string> names;
       for (Index j = 0; j < width; ++j) {
         x.col(j) << 1, 2, static_cast<double>(j);
         names.push_back("column" + std::to_string(j));
       }
       return dump(fit_model(from_recipe(node_of("StandardScaler")), Table(x, names), nullptr), {},
                   {ProofRequest::What::kMake, nullptr})
           .bytes;
     }},
};

class Linear : public testing::TestWithParam<Growth> {};

// Work is counted in allocations and in bytes, which repeat exactly; ten times the file may cost little more than ten
// times as much.
TEST_P(Linear, WorkGrowsAsTheFileDoes) {
  const Blob small = GetParam().make(300), large = GetParam().make(3000);
  const double ratio = static_cast<double>(large.size()) / static_cast<double>(small.size());
  const auto compare = [&](const char* what, auto work) {
    work(small);  // what is set up once
    const Use a = measure([&] { work(small); }), b = measure([&] { work(large); });
    EXPECT_LE(static_cast<double>(b.calls), 1.5 * ratio * static_cast<double>(a.calls) + 1000) << what;
    EXPECT_LE(static_cast<double>(b.total), 2.0 * ratio * static_cast<double>(a.total) + 1e6) << what;
    return b;
  };
  const Use use = compare("load", [](const Blob& bytes) {
    try {
      load(bytes.data(), bytes.size());
    } catch (const Error&) {
    }
  });
  EXPECT_LE(use.peak, 60 * large.size() + (1 << 20));
  compare("inspect", [](const Blob& bytes) { inspect_rows(parse_file(bytes.data(), bytes.size()).pipeline); });
  compare("diff", [](const Blob& bytes) {
    const Parsed parsed = parse_file(bytes.data(), bytes.size());
    diff_files(parsed, parsed);
  });
}

INSTANTIATE_TEST_SUITE_P(Hostile, Linear, testing::ValuesIn(kGrowths), [](const auto& info) {
  std::string name = info.param.name;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
});

// ---- finds --------------------------------------------------------------------------------------------------------

std::string code_of(const std::function<void()>& work) {
  try {
    work();
    return "accepted";
  } catch (const Error& e) {
    return e.code;
  }
}

TEST(HostileFinds, AnEmptyArrayHasNoEndlessExtent) {
  const auto decoding = [](uint32_t extent) {
    return code_of([&] {
      const Blob bytes = encode(Value(Array::view(static_cast<const double*>(nullptr), {0, extent})));
      decode(bytes.data(), bytes.size());
    });
  };
  EXPECT_EQ(decoding(65536), "accepted");
  EXPECT_EQ(decoding(65537), "malformed");
  EXPECT_EQ(decoding(UINT32_MAX), "malformed");
}

TEST(HostileFinds, ATableHasAsManyRowsAsItsColumns) {
  const auto reading = [](Value columns, int64_t rows) {
    return code_of([&] { wire::read_table(Value::Map{{"columns", std::move(columns)}, {"rows", rows}}); });
  };
  const Value one = Value::List{Value::List{"a", Array::own(std::vector<double>{1, 2})}};
  EXPECT_EQ(reading(one, 2), "accepted");
  EXPECT_EQ(reading(one, 3), "ragged_table");
  EXPECT_EQ(reading(one, int64_t{1} << 40), "ragged_table");  // before memory is taken for so many
  EXPECT_EQ(reading(one, -1), "bad_table");
  EXPECT_EQ(reading(Value::List{}, -1), "bad_table");
  EXPECT_EQ(reading(Value::List{}, int64_t{1} << 40), "bad_table");
}

TEST(HostileFinds, InspectAndDiffDoNotRepeatLongNamesEndlessly) {
  const auto bomb = [](int value) {
    Value::Map attributes;
    for (int i = 0; i < 30000; ++i) attributes.emplace_back(std::to_string(i), value);
    Value node = Value::Map{{"class", "Unknown"}, {"params", Value::Map{}}, {"fitted", std::move(attributes)}};
    const std::string name(20000, 'n');
    for (int depth = 0; depth < 8; ++depth) {
      Value::Map params{{name, std::move(node)}};
      node = Value::Map{{"class", "Unknown"}, {"params", std::move(params)}, {"fitted", Value()}};
    }
    return with_pipeline(node);
  };
  const Blob a = bomb(1), b = bomb(2);
  const Parsed pa = parse_file(a.data(), a.size()), pb = parse_file(b.data(), b.size());
  EXPECT_LE(measure([&] { inspect_rows(pa.pipeline); }).peak, 64u << 20);
  EXPECT_LE(measure([&] { diff_files(pa, pb); }).peak, 64u << 20);
  const Value rows = inspect_rows(pa.pipeline);
  EXPECT_EQ(rows.list().size(), 10000u);
  EXPECT_TRUE(rows.list().back().at("name").is("..."));
}

TEST(HostileFinds, ErrorsAreTextOfALengthToBeRead) {
  const std::string cut =
      std::string(79, 'a') + "\xc3\xa9\xc3\xa9";  // a character lies across the place where names are cut
  for (const std::string& name : {cut, std::string(100000, 'b'), std::string("\xff\xfe")}) {
    try {
      registry::create(name);
      FAIL();
    } catch (const Error& e) {
      EXPECT_LE(e.message.size(), 2100u);
      EXPECT_LE(e.where.size(), 1100u);
      encode(Value::Map{{"message", e.message}, {"where", e.where}});  // throws for text that is none
    }
    const Error direct("code", name, "There is no '" + name + "'.");
    EXPECT_TRUE(is_utf8(direct.message) && is_utf8(direct.where));
  }
}

TEST(HostileFinds, TextThatIsNoneIsNotWritten) {
  EXPECT_EQ(code_of([] { encode(Value("\xff")); }), "bad_text");
}

}  // namespace
}  // namespace keepfit::test
