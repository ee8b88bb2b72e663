// The file: what is written, and that whatever is wrong with it is refused by its own check.
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <msgpack.hpp>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/node.h"
#include "core/table.h"
#include "persistence/codec.h"
#include "persistence/file.h"
#include "persistence/inspect.h"
#include "support/fixtures.h"
#include "support/recipes.h"

namespace keepfit::test {
namespace {

using Blob = std::vector<uint8_t>;

/// A pipeline with a column transformer and a tree on the penguins: text, missing values, records and nested steps.
const Model& penguins() {
  static const Model model = [] {
    const Data data = read_dataset("penguins");
    const Value numbers = recipe("Pipeline", {{"steps", Value::List{Value::List{"fill", recipe("SimpleImputer")},
                                                                    Value::List{"scale", recipe("StandardScaler")}}}});
    const Value texts =
        recipe("Pipeline",
               {{"steps", Value::List{Value::List{"fill", recipe("SimpleImputer", {{"strategy", "most_frequent"}})},
                                      Value::List{"encode", recipe("OneHotEncoder")}}}});
    const Value columns =
        recipe("ColumnTransformer",
               {{"transformers", Value::List{Value::List{"num", numbers, Value::List{"bill_length_mm", "body_mass_g"}},
                                             Value::List{"cat", texts, Value::List{"island", "sex"}}}}});
    const Value tree = recipe("DecisionTreeClassifier", {{"max_depth", 3}});
    return fit_model(
        from_recipe(
            recipe("Pipeline", {{"steps", Value::List{Value::List{"columns", columns}, Value::List{"model", tree}}}})),
        data.X, &data.y);
  }();
  return model;
}

Blob small_file() {
  Matrix m(3, 2);
  m << 1, 2, 3, 5, -0.0, 8;
  return dump(fit_model(from_recipe(recipe("StandardScaler")), Table(m, {"a", "b"}), nullptr),
              Value::Map{{"name", "small"}})
      .bytes;
}

std::string refusal(const Blob& bytes) {
  try {
    load(bytes.data(), bytes.size());
    return "accepted";
  } catch (const Error& e) {
    EXPECT_FALSE(e.message.empty());
    EXPECT_EQ(e.message.back(), '.') << e.message;
    EXPECT_FALSE(e.hint.empty()) << e.code << ": " << e.message;
    return e.code;
  }
}

/// The file with its pipeline changed by someone who recomputes the digest.
Blob forged(const std::function<void(Value&)>& change) {
  const Blob bytes = dump(penguins()).bytes;
  Parsed parsed = parse_file(bytes.data(), bytes.size());
  change(parsed.pipeline);
  return write_file(parsed.card, parsed.pipeline).bytes;
}

Value& entry(Value& map, const char* key) {
  for (auto& [name, value] : *map.get_if<Value::Map>()) {
    if (name == key) return value;
  }
  throw std::runtime_error(std::string("no entry ") + key);
}

Value& step(Value& node, size_t i) {
  return (*(*entry(entry(node, "params"), node.at("class").is("Pipeline") ? "steps" : "transformers")
                 .get_if<Value::List>())[i]
               .get_if<Value::List>())[1];
}
Value& tree_of(Value& pipeline) { return entry(entry(step(pipeline, 1), "fitted"), "tree_"); }

TEST(File, BeginsWithItsMagicAndEndsWithItsDigest) {
  const Dump file = dump(penguins());
  const Blob magic{0x85, 0xa7, 'k', 'e', 'e', 'p', 'f', 'i', 't', 1, 0xa4, 'c', 'a', 'r', 'd'};
  EXPECT_TRUE(std::equal(magic.begin(), magic.end(), file.bytes.begin()));
  EXPECT_EQ(file.sections.digest.offset + file.sections.digest.size, file.bytes.size());
  EXPECT_EQ(file.sections.digest.size, 18u);
}

TEST(File, IsOneMessagePackMapForAnyReader) {
  const Blob bytes = dump(penguins()).bytes;
  const msgpack::object_handle handle = msgpack::unpack(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  ASSERT_EQ(handle.get().type, msgpack::type::MAP);
  ASSERT_EQ(handle.get().via.map.size, 5u);
  EXPECT_EQ(handle.get().via.map.ptr[2].key.as<std::string>(), "pipeline");
}

TEST(File, LoadedAndSavedAgainIsTheSameFile) {
  const Blob bytes = dump(penguins(), Value::Map{{"notes", "first"}, {"created", "2026-01-31T12:00:00Z"}}).bytes;
  EXPECT_EQ(dump(load(bytes.data(), bytes.size())).bytes, bytes);
}

TEST(File, CardStandsOutsideThePipeline) {
  const Dump a = dump(penguins(), Value::Map{{"name", "a"}}),
             b = dump(penguins(), Value::Map{{"name", "bb"}, {"notes", "other"}});
  const auto pipeline = [](const Dump& d) {
    return Blob(d.bytes.begin() + d.sections.pipeline.offset,
                d.bytes.begin() + d.sections.pipeline.offset + d.sections.pipeline.size);
  };
  EXPECT_NE(a.bytes, b.bytes);
  EXPECT_EQ(pipeline(a), pipeline(b));
}

TEST(File, EngineAndInputOfTheCardAreNotTheHosts) {
  const Blob bytes =
      dump(penguins(), Value::Map{{"engine", Value::Map{{"fitted_with", "9.9"}}}, {"input", Value::List{}}}).bytes;
  const Parsed parsed = parse_file(bytes.data(), bytes.size());
  EXPECT_EQ(parsed.card.at("engine").at("fitted_with").text(), engine_version());
  EXPECT_EQ(parsed.card.at("input").list().size(), 7u);
}

TEST(File, RefusesACardWithAnUnknownEntry) {
  EXPECT_THROW(dump(penguins(), Value::Map{{"colour", "red"}}), Error);
  EXPECT_THROW(dump(penguins(), Value::Map{{"notes", 3}}), Error);
}

TEST(File, RefusesWhatIsNoModel) {
  EXPECT_EQ(refusal({}), "empty_file");
  EXPECT_EQ(refusal({'P', 'K', 3, 4}), "not_keepfit");
  EXPECT_EQ(refusal({0x80, 4, 0x95, 0x10}), "not_keepfit");  // a pickle
  Blob newer = write_file(Value::Map{}, Value::Map{}, {}, 2).bytes;
  EXPECT_EQ(refusal(newer), "newer_format");
}

TEST(File, RefusesEveryFlippedBit) {
  const Blob whole = small_file();
  for (size_t i = 0; i < whole.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      Blob flipped = whole;
      flipped[i] = static_cast<uint8_t>(flipped[i] ^ (1 << bit));
      const std::string code = refusal(flipped);
      ASSERT_NE(code, "accepted") << "byte " << i << ", bit " << bit;
      // The tail decides whether anything is missing; all else is the digest's or the magic's.
      const bool tail = i + 25 >= whole.size() && i + 16 < whole.size();
      ASSERT_TRUE(i < 9  ? code == "not_keepfit"
                  : tail ? code == "truncated" || code == "trailing_bytes"
                         : code == "damaged")
          << "byte " << i << ": " << code;
    }
  }
}

TEST(File, RefusesEveryTruncationAndEveryTail) {
  const Blob whole = small_file();
  for (size_t n = 1; n < whole.size(); ++n) {
    ASSERT_EQ(refusal(Blob(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n))), "truncated")
        << n << " bytes";
  }
  for (size_t n : {1u, 2u, 25u, 1000u}) {
    Blob longer = whole;
    longer.resize(whole.size() + n, 0);
    ASSERT_EQ(refusal(longer), "trailing_bytes");
  }
}

TEST(File, RefusesOtherSpellingsOfTheSameModel) {
  // A length in a longer form: valid MessagePack, the same model, another file.
  const Blob bytes = dump(penguins()).bytes;
  const Parsed parsed = parse_file(bytes.data(), bytes.size());
  Blob longer = bytes;
  const size_t at = parsed.sections.pipeline.offset;
  ASSERT_EQ(longer[at], 0x83);  // fixmap of three entries, written as a 16-bit map instead
  longer[at] = 0xde;
  longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(at) + 1, {0, 3});
  // The engine's own writer cannot write this form, so the digest is recomputed as an attacker would.
  longer.resize(longer.size() - 16);
  XXH128_canonical_t sum;
  XXH128_canonicalFromHash(&sum, XXH3_128bits(longer.data(), longer.size()));
  longer.insert(longer.end(), std::begin(sum.digest), std::end(sum.digest));
  EXPECT_EQ(refusal(longer), "not_canonical");
}

TEST(Audit, AcceptsWhatWasNotChanged) {
  EXPECT_EQ(refusal(forged([](Value&) {})), "accepted");
}

TEST(Audit, RefusesUnknownClassesAndNames) {
  EXPECT_EQ(refusal(forged([](Value& p) { entry(p, "class") = "os.system"; })), "unknown_estimator");
  EXPECT_EQ(refusal(forged([](Value& p) { entry(step(p, 1), "params").get_if<Value::Map>()->pop_back(); })),
            "audit_names");
  EXPECT_EQ(
      refusal(forged([](Value& p) { (*entry(step(p, 1), "params").get_if<Value::Map>())[0].first = "criterium"; })),
      "audit_names");
  EXPECT_EQ(
      refusal(forged([](Value& p) { entry(step(p, 1), "fitted").get_if<Value::Map>()->emplace_back("extra_", 1); })),
      "audit_names");
  EXPECT_EQ(refusal(forged([](Value& p) { p.get_if<Value::Map>()->emplace_back("code", "import os"); })),
            "audit_names");
  EXPECT_EQ(refusal(forged([](Value& p) { std::swap((*p.get_if<Value::Map>())[0], (*p.get_if<Value::Map>())[1]); })),
            "audit_names");
  EXPECT_EQ(refusal(forged([](Value& p) { entry(entry(step(p, 1), "params"), "criterion") = "eval"; })),
            "bad_parameter");
}

TEST(Audit, RefusesWrongTypesAndShapes) {
  EXPECT_EQ(refusal(forged([](Value& p) { entry(tree_of(p), "threshold") = 1.0; })), "audit_type");
  EXPECT_EQ(refusal(forged([](Value& p) { entry(tree_of(p), "threshold") = Array::own(std::vector<int32_t>{1}); })),
            "audit_type");
  EXPECT_EQ(refusal(forged([](Value& p) { entry(tree_of(p), "threshold") = Array::own(std::vector<double>{0.5}); })),
            "audit_shape");
  EXPECT_EQ(refusal(forged([](Value& p) { entry(entry(p, "fitted"), "n_features_in_") = 3; })), "audit_shape");
  EXPECT_EQ(refusal(forged([](Value& p) { entry(entry(p, "fitted"), "n_features_in_") = "7"; })), "audit_type");
  EXPECT_EQ(
      refusal(forged([](Value& p) { entry(entry(step(p, 1), "fitted"), "classes_") = Value::List{"b", "a", "c"}; })),
      "audit_type");
  EXPECT_EQ(refusal(forged([](Value& p) {
              entry(entry(step(p, 0), "fitted"), "columns_") =
                  Value::List{Value::List{99}, Value::List{}, Value::List{}};
            })),
            "audit_values");
  EXPECT_EQ(refusal(forged([](Value& p) {
              entry(entry(step(p, 0), "fitted"), "columns_") = Value::List{Array::own(std::vector<double>{1})};
            })),
            "audit_type");
}

TEST(Audit, RefusesTreesThatAreNone) {
  const auto with = [](const char* key, size_t at, auto value) {
    return refusal(forged([&](Value& p) {
      using T = decltype(value);
      std::vector<T> all = entry(tree_of(p), key).array().template to_vector<T>();
      all.at(at) = value;
      entry(tree_of(p), key) = Array::own(std::move(all));
    }));
  };
  EXPECT_EQ(with("children_left", 0, int32_t{0}), "audit_values");        // its own child
  EXPECT_EQ(with("children_left", 0, int32_t{1000000}), "audit_values");  // outside
  EXPECT_EQ(with("children_right", 0, int32_t{-5}), "audit_values");
  EXPECT_EQ(with("children_right", 0, int32_t{1}), "audit_values");  // two parents
  EXPECT_EQ(with("feature", 0, int32_t{500}), "audit_values");
  EXPECT_EQ(with("threshold", 0, std::numeric_limits<double>::quiet_NaN()), "audit_values");
}

TEST(Codec, KeepsEveryDouble) {
  const double values[] = {0.0, -0.0, 1.0, -1.0, 5e-324, 1.7976931348623157e308, kInf, -kInf, 0.1, 9007199254740993.0};
  for (double v : values) {
    const Blob bytes = encode(Value(v));
    ASSERT_EQ(bytes.size(), 9u) << v;  // never an integer
    const double back = decode(bytes.data(), bytes.size()).number();
    EXPECT_EQ(std::memcmp(&back, &v, 8), 0) << v;
  }
  const double odd_nan = -std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(encode(Value(odd_nan)), (Blob{0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(encode(Value(Array::view(&odd_nan, {1}))),
            encode(Value(Array::own(std::vector<double>{std::numeric_limits<double>::quiet_NaN()}))));
}

TEST(Codec, SizesAreTheBytesWritten) {
  const Blob bytes = dump(penguins()).bytes;
  const Parsed parsed = parse_file(bytes.data(), bytes.size());
  EXPECT_EQ(encoded_size(parsed.pipeline), parsed.sections.pipeline.size);
  EXPECT_EQ(encoded_size(parsed.card), parsed.sections.card.size);
  for (size_t n : {0u, 1u, 2u, 15u, 16u, 31u, 32u, 255u, 256u, 65535u, 65536u}) {
    for (const Value& v :
         {Value(std::string(n, 'x')), Value(Value::List(n)),
          Value(Array::own(std::vector<uint8_t>(n), {static_cast<uint32_t>(n)})), Value(Bytes::own(Blob(n)))}) {
      EXPECT_EQ(encoded_size(v), encode(v).size()) << v.type_name() << " of " << n;
    }
  }
}

std::string decoding(const Blob& bytes) {
  try {
    decode(bytes.data(), bytes.size());
    return "accepted";
  } catch (const Error& e) {
    return e.code;
  }
}

TEST(Codec, RefusesBombsBeforeTakingMemory) {
  EXPECT_EQ(decoding({0xdd, 0x7f, 0xff, 0xff, 0xff}), "limit");
  EXPECT_EQ(decoding({0xdd, 0x00, 0x7f, 0xff, 0xff}), "truncated");
  EXPECT_EQ(decoding({0xdf, 0x7f, 0xff, 0xff, 0xff}), "limit");
  EXPECT_EQ(decoding({0xc6, 0xff, 0xff, 0xff, 0xff}), "truncated");
  EXPECT_EQ(decoding({0xdb, 0xff, 0xff, 0xff, 0xff}), "truncated");
  EXPECT_EQ(decoding(Blob(100000, 0x91)), "limit");
  EXPECT_EQ(decoding(Blob(100, 0x91)), "truncated");
}

TEST(Codec, RefusesWhatIsOutsideTheProfile) {
  EXPECT_EQ(decoding({0xca, 0, 0, 0, 0}), "malformed");                                      // float 32
  EXPECT_EQ(decoding({0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}), "malformed");  // above 2^63 - 1
  EXPECT_EQ(decoding({0x81, 0x01, 0x02}), "malformed");                                      // a key that is no text
  EXPECT_EQ(decoding({0x82, 0xa1, 'a', 1, 0xa1, 'a', 2}), "malformed");                      // a key twice
  EXPECT_EQ(decoding({0xa1, 0xff}), "malformed");                                            // no UTF-8
  EXPECT_EQ(decoding({0xa3, 0xed, 0xa0, 0x80}), "malformed");                                // a surrogate
  EXPECT_EQ(decoding({0xa2, 0xc3, 0x28}), "malformed");
  EXPECT_EQ(decoding({0xa1, 0xc3}), "malformed");
  EXPECT_EQ(decoding({0xc1}), "malformed");                             // never used
  EXPECT_EQ(decoding({0xd4, 9, 0}), "malformed");                       // an unknown extension
  EXPECT_EQ(decoding({0xd7, 1, 1, 0, 0, 0, 9, 0, 0, 0}), "malformed");  // nine elements, none there
  EXPECT_EQ(decoding({0xd7, 1, 1, 0, 0, 0, 0, 0, 0, 0}), "accepted");   // an empty array
  EXPECT_EQ(decoding({0xd7, 1, 1, 0, 1, 0, 0, 0, 0, 0}), "malformed");
  EXPECT_EQ(decoding({0xd7, 1, 0, 0, 0, 0, 0, 0, 0, 0}), "malformed");  // no axis
  EXPECT_EQ(decoding({0xc0, 0xc0}), "malformed");                       // two values
  EXPECT_EQ(decoding({0xa4, 'n', 0xc3, 0xa9, '!'}), "accepted");
}

TEST(Inspect, ShowsAFileWithoutBuildingIt) {
  const Blob bytes = dump(penguins()).bytes;
  const Parsed parsed = parse_file(bytes.data(), bytes.size());
  bool found = false;
  const Value rows = inspect_rows(parsed.pipeline);
  for (const Value& row : rows.list()) {
    if (!row.at("path").is("columns__num__scale__mean_")) continue;
    found = true;
    EXPECT_EQ(row.at("dtype").text(), "float64");
    EXPECT_EQ(row.at("shape").list()[0].integer(), 2);
    EXPECT_EQ(row.at("doc").text(), "Mean of each column over the rows seen.");
  }
  EXPECT_TRUE(found);
  EXPECT_FALSE(holds_training_rows(parsed.pipeline));
}

}  // namespace
}  // namespace keepfit::test
