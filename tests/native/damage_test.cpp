// Damage and forgery, systematically: bits, tails, and every node of a file replaced, removed, doubled and resized
// behind a right digest.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <set>

#include "core/node.h"
#include "core/table.h"
#include "persistence/codec.h"
#include "support/files.h"

namespace keepfit::test {
namespace {

const ProofRequest kWithout{ProofRequest::What::kNone, nullptr};

std::string code_of(const uint8_t* bytes, size_t size) {
  try {
    load(bytes, size);
    return "accepted";
  } catch (const Error& e) {
    EXPECT_FALSE(e.message.empty());
    return e.code;
  }
}

/// What the position of a changed byte lets the reader say.
std::set<std::string> expected_at(size_t i, size_t size) {
  if (i < 9) return {"not_keepfit"};
  // The tail decides whether anything is missing; all else is the digest's.
  if (i + 25 >= size && i + 16 < size) return {"truncated", "trailing_bytes"};
  return {"damaged"};
}

class Damage : public testing::TestWithParam<Subject> {};

/// Everything for small files; for larger ones as much as `megabytes` of reading allow, evenly spread (in odd steps,
/// which meet every bit of a byte).
size_t stride(size_t count, size_t size, size_t megabytes) {
  const size_t tries = std::max<size_t>(200, megabytes * 1'000'000 / size);
  return count <= tries ? 1 : (count / tries) | 1;
}

TEST_P(Damage, EveryFlippedBitIsRefused) {
  Blob bytes = dump(fit_subject(GetParam()), {}, kWithout).bytes;
  const size_t bits = 8 * bytes.size(), step = stride(bits, bytes.size(), 30);
  for (size_t b = 0; b < bits; b += step) {
    const uint8_t mask = static_cast<uint8_t>(1u << (b % 8));
    bytes[b / 8] ^= mask;
    const std::string code = code_of(bytes.data(), bytes.size());
    ASSERT_TRUE(expected_at(b / 8, bytes.size()).count(code)) << "byte " << b / 8 << ", bit " << b % 8 << ": " << code;
    bytes[b / 8] ^= mask;
  }
  EXPECT_EQ(code_of(bytes.data(), bytes.size()), "accepted");
}

TEST_P(Damage, EveryTruncationIsRefused) {
  const Blob bytes = dump(fit_subject(GetParam()), {}, kWithout).bytes;
  EXPECT_EQ(code_of(bytes.data(), 0), "empty_file");
  const size_t step = stride(bytes.size(), bytes.size(), 10);
  for (size_t n = 1; n < bytes.size(); n += n + 40 < bytes.size() ? step : 1) {
    const Blob head(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n));  // nothing readable behind its end
    ASSERT_EQ(code_of(head.data(), head.size()), "truncated") << n << " bytes";
  }
}

TEST_P(Damage, TrailingBytesAreRefused) {
  const Blob bytes = dump(fit_subject(GetParam()), {}, kWithout).bytes;
  for (size_t n : {1u, 16u, 25u, 4096u}) {
    for (uint8_t filler : {0x00, 0xc0, 0xff}) {
      Blob longer = bytes;
      longer.resize(bytes.size() + n, filler);
      ASSERT_EQ(code_of(longer.data(), longer.size()), "trailing_bytes");
    }
  }
  Blob twice = bytes;
  twice.insert(twice.end(), bytes.begin(), bytes.end());
  EXPECT_EQ(code_of(twice.data(), twice.size()), "damaged");
}

// ---- behind a right digest ----------------------------------------------------------------------------------------

/// Every node of a tree, by the way to it.
void ways(const Value& value, std::vector<size_t>& here, std::vector<std::vector<size_t>>& out) {
  out.push_back(here);
  const auto into = [&](size_t i, const Value& item) {
    here.push_back(i);
    ways(item, here, out);
    here.pop_back();
  };
  if (const auto* items = value.get_if<Value::List>()) {
    for (size_t i = 0; i < items->size(); ++i) into(i, (*items)[i]);
  } else if (const auto* entries = value.get_if<Value::Map>()) {
    for (size_t i = 0; i < entries->size(); ++i) into(i, (*entries)[i].second);
  }
}

Value& at(Value& root, const std::vector<size_t>& way, size_t length) {
  Value* value = &root;
  for (size_t i = 0; i < length; ++i)
    value = value->get_if<Value::List>() ? &(*value->get_if<Value::List>())[way[i]]
                                         : &(*value->get_if<Value::Map>())[way[i]].second;
  return *value;
}

/// What was accepted is written as the same bytes; where it was read as a file of an older engine, as bytes that are
/// read as they stand.
void expect_kept(const Model& model, const Blob& bytes, const std::string& what) {
  const Blob again = write_file(model.card, to_node(*model.estimator)).bytes;
  if (model.older_fingerprint.empty()) {
    ASSERT_EQ(again, bytes) << what;
    return;
  }
  Model now;
  ASSERT_NO_THROW(now = load(again.data(), again.size())) << what;
  ASSERT_EQ(now.older_fingerprint, "") << what;
  ASSERT_EQ(encode(to_node(*now.estimator)), encode(to_node(*model.estimator))) << what;
}

/// Loaded or refused; what was loaded is kept and answers or refuses rows.
void expect_sound(const Value& card, const Value& pipeline, size_t& accepted, const std::string& what) {
  const Blob bytes = write_file(card, pipeline).bytes;
  try {
    const Model model = load(bytes.data(), bytes.size());
    ++accepted;
    expect_kept(model, bytes, what);
    const Estimator& e = *model.estimator;
    for (const bool text : {false, true}) {
      std::vector<Column> columns;
      for (int64_t j = 0; j < e.n_features_in(); ++j) {
        columns.push_back(text && j == 3 ? Column::of_text({{0, -1, 1}, {"red", "never seen"}})
                                         : Column::of_numbers(Vector::LinSpaced(3, -1.0, 2.0)));
      }
      const Table X = Table::from_columns(std::move(columns), {}, 3);
      try {
        if (e.can_predict()) e.predict(X);
        if (e.can_predict_proba()) e.predict_proba(X);
        if (e.can_transform()) e.transform(X);
        if (e.can_inverse_transform()) e.inverse_transform(e.transform(X));
      } catch (const Error&) {
      }
    }
  } catch (const Error& e) {
    ASSERT_FALSE(e.message.empty()) << what;
    ASSERT_NE(e.code, "internal") << what;
  }
}

TEST_P(Damage, EveryForgedNodeIsRefusedOrHarmless) {
  const Blob bytes = dump(fit_subject(GetParam()), {}, kWithout).bytes;
  const Parsed parsed = parse_file(bytes.data(), bytes.size());
  std::vector<size_t> here;
  std::vector<std::vector<size_t>> all;
  ways(parsed.pipeline, here, all);
  const Value others[] = {{},
                          true,
                          0,
                          -1,
                          int64_t{1} << 40,
                          0.5,
                          -0.0,
                          std::numeric_limits<double>::quiet_NaN(),
                          kInf,
                          "",
                          "x",
                          "passthrough",
                          Value::List{},
                          Value::List{0},
                          Value::Map{},
                          Value::Map{{"class", "Ridge"}},
                          Array::own(std::vector<double>{}),
                          Array::own(std::vector<double>{1.0}),
                          Array::own(std::vector<int32_t>{1}),
                          Array::own(std::vector<double>{1, 2}, {1, 2}),
                          Bytes::own({1, 2})};
  size_t tried = 0, accepted = 0, turn = 0;
  // About 45 forgeries for every node.
  const size_t every = stride(45 * all.size(), bytes.size(), 8);
  const auto forge = [&](const std::string& what, const std::function<void(Value&)>& change) {
    if (turn++ % every != 0) return;
    Value pipeline = parsed.pipeline;
    change(pipeline);
    ++tried;
    expect_sound(parsed.card, pipeline, accepted, what);
  };
  for (const auto& way : all) {
    std::string where;
    for (size_t i : way) where += "/" + std::to_string(i);
    for (const Value& other : others) {
      forge(where + " = " + other.repr(), [&](Value& p) { at(p, way, way.size()) = other; });
    }
    Value original = parsed.pipeline;
    if (const auto* array = at(original, way, way.size()).get_if<Array>()) {
      for (size_t axis = 0; axis < array->shape.size(); ++axis) {
        for (int more : {-1, 1}) {  // one more or fewer, with the elements to go with it
          std::vector<uint32_t> shape = array->shape;
          shape[axis] = static_cast<uint32_t>(static_cast<int>(shape[axis]) + more);
          if (more < 0 && array->shape[axis] == 0) continue;
          forge(where + " resized", [&](Value& p) {
            Array resized = *array;
            resized.shape = shape;
            auto owner = std::make_shared<std::vector<uint8_t>>(resized.bytes(), 0);
            std::memcpy(owner->data(), array->data, std::min(owner->size(), array->bytes()));
            resized.data = owner->data();
            resized.owner = owner;
            at(p, way, way.size()) = resized;
          });
        }
      }
      // Extreme elements, one at a time: the first, one in the middle, the last.
      for (size_t element : std::set<size_t>{0, array->size() / 2, array->size() ? array->size() - 1 : 0}) {
        if (element >= array->size()) continue;
        for (const uint8_t filler : {0x00, 0x7f, 0x80, 0xff}) {
          forge(where + " element", [&](Value& p) {
            Array changed = *array;
            auto owner = std::make_shared<std::vector<uint8_t>>(array->data, array->data + array->bytes());
            std::memset(owner->data() + element * item_size(array->dtype), filler, item_size(array->dtype));
            changed.data = owner->data();
            changed.owner = owner;
            at(p, way, way.size()) = changed;
          });
        }
      }
    }
    if (way.empty()) continue;
    const size_t place = way.back();
    const auto among = [&](const std::function<void(Value::List&)>& list, const std::function<void(Value::Map&)>& map) {
      return [&, list, map](Value& p) {
        Value& parent = at(p, way, way.size() - 1);
        if (auto* items = parent.get_if<Value::List>()) list(*items);
        else map(*parent.get_if<Value::Map>());
      };
    };
    const auto i = static_cast<std::ptrdiff_t>(place);
    forge(where + " deleted",
          among([i](Value::List& l) { l.erase(l.begin() + i); }, [i](Value::Map& m) { m.erase(m.begin() + i); }));
    forge(where + " doubled",
          among([i](Value::List& l) { l.insert(l.begin() + i, Value(l[static_cast<size_t>(i)])); },
                [i](Value::Map& m) { m.insert(m.begin() + i, Value::Entry(m[static_cast<size_t>(i)])); }));
    forge(where + " first", among([i](Value::List& l) { std::swap(l[0], l[static_cast<size_t>(i)]); },
                                  [i](Value::Map& m) { std::swap(m[0], m[static_cast<size_t>(i)]); }));
    forge(where + " renamed",
          among([](Value::List&) {}, [i](Value::Map& m) { m[static_cast<size_t>(i)].first += "_"; }));
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(tried, 150u);
  EXPECT_LT(accepted, tried / 3) << "most of what is forged makes no sense";
}

TEST_P(Damage, EveryForgedByteIsRefusedOrHarmless) {
  const Blob bytes = dump(fit_subject(GetParam()), {}, kWithout).bytes;
  const size_t step = stride(bytes.size(), bytes.size(), 1);
  for (size_t i = 9; i + 25 < bytes.size(); i += step) {
    for (const int value : {0x00, 0x7f, 0x80, 0x90, 0xc0, 0xc1, 0xc7, 0xdd, 0xdf, 0xff, bytes[i] ^ 1, bytes[i] + 1}) {
      Blob forged = bytes;
      forged[i] = static_cast<uint8_t>(value);
      forged = sealed(std::move(forged));
      try {
        const Model model = load(forged.data(), forged.size());
        expect_kept(model, forged, "byte " + std::to_string(i));
      } catch (const Error& e) {
        ASSERT_NE(e.code, "damaged") << "byte " << i;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Damage, testing::ValuesIn(plain_subjects()),
                         [](const auto& info) { return info.param.name; });

// ---- a large file -------------------------------------------------------------------------------------------------

TEST(DamageLarge, SampledBitsAndTruncationsOfAMegabyteAreRefused) {
  const Index n = 12000;
  Matrix x(n, 3);
  Vector y(n);
  uint32_t state = 1;
  const auto draw = [&] { return static_cast<double>((state = state * 1664525u + 1013904223u) >> 8) / 16777216.0; };
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < 3; ++j) x(i, j) = draw();
    y[i] = draw();
  }
  const Column target = Column::of_numbers(y);
  const Model model = fit_model(from_recipe(Value::Map{{"class", "DecisionTreeRegressor"}}), Table(x), &target);
  Blob bytes = dump(model, {}, kWithout).bytes;
  ASSERT_GT(bytes.size(), size_t{1} << 20);
  for (size_t k = 0; k < 400; ++k) {
    const size_t i = (k * 7919 * 331) % bytes.size();
    const uint8_t mask = static_cast<uint8_t>(1u << (k % 8));
    bytes[i] ^= mask;
    const std::string code = code_of(bytes.data(), bytes.size());
    ASSERT_TRUE(expected_at(i, bytes.size()).count(code)) << "byte " << i << ": " << code;
    bytes[i] ^= mask;
  }
  for (size_t k = 1; k <= 60; ++k) {
    const size_t size = k <= 30 ? bytes.size() - k : bytes.size() / 61 * (k - 30);
    const Blob head(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    ASSERT_EQ(code_of(head.data(), head.size()), "truncated") << size << " bytes";
  }
  EXPECT_EQ(code_of(bytes.data(), bytes.size()), "accepted");
}

}  // namespace
}  // namespace keepfit::test
