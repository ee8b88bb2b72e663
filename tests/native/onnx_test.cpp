// Models as ONNX, read back from their bytes. Whether runtimes answer as the engine does is asked by npm run exchange.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <protozero/pbf_reader.hpp>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "core/errors.h"
#include "core/node.h"
#include "core/registry.h"
#include "core/table.h"
#include "interchange/export.h"
#include "interchange/lower/lower.h"
#include "persistence/file.h"
#include "support/files.h"
#include "support/recipes.h"

namespace keepfit::interchange {
namespace {

using test::Blob;
using test::error_of;
using test::recipe;

Value step(const char* name, Value what) { return Value::List{name, std::move(what)}; }

Blob file_of(const Value& from, const Table& X, const Column* y) {
  return dump(fit_model(from_recipe(from), X, y), {}, {ProofRequest::What::kNone}).bytes;
}

Value exported(const Blob& file, const char* profile = "exact") {
  return to_onnx(Value::Map{
      {"bytes", Bytes{file.data(), file.size(), {}}}, {"profile", profile}, {"name", "model"}, {"fingerprint", "abc"}});
}

/// The parts of a model that the tests look at.
struct Read {
  int64_t ir_version = 0;
  std::map<std::string, int64_t> opsets;
  std::map<std::string, std::string> properties;
  std::map<std::string, int32_t> inputs, outputs;  // with the type of their elements
  std::multiset<std::string> operations;           // of bodies too
  std::vector<double> constants;
  std::set<std::string> texts;

  explicit Read(const Value& answer) {
    const Bytes& bytes = answer.at("bytes").bytes();
    protozero::pbf_reader model(reinterpret_cast<const char*>(bytes.data), bytes.size);
    while (model.next()) switch (model.tag()) {
        case 1: ir_version = model.get_int64(); break;
        case 7: graph(model.get_message(), true); break;
        case 8: opset(model.get_message()); break;
        case 14: property(model.get_message()); break;
        default: model.skip();
      }
  }

 private:
  void opset(protozero::pbf_reader message) {
    std::string domain;
    while (message.next()) {
      if (message.tag() == 1) domain = message.get_string();
      else opsets[domain] = message.get_int64();
    }
  }

  void property(protozero::pbf_reader message) {
    std::string key;
    while (message.next()) {
      if (message.tag() == 1) key = message.get_string();
      else properties[key] = message.get_string();
    }
  }

  void graph(protozero::pbf_reader message, bool outer) {
    while (message.next()) switch (message.tag()) {
        case 1: node(message.get_message()); break;
        case 5: tensor(message.get_message()); break;
        case 11: port(message.get_message(), outer ? &inputs : nullptr); break;
        case 12: port(message.get_message(), outer ? &outputs : nullptr); break;
        default: message.skip();
      }
  }

  void node(protozero::pbf_reader message) {
    while (message.next()) {
      if (message.tag() == 4) operations.insert(message.get_string());
      else if (message.tag() == 5) attribute(message.get_message());
      else message.skip();
    }
  }

  void attribute(protozero::pbf_reader message) {
    while (message.next()) {
      if (message.tag() == 5) tensor(message.get_message());
      else if (message.tag() == 6) graph(message.get_message(), false);
      else message.skip();
    }
  }

  void tensor(protozero::pbf_reader message) {
    int32_t type = 0;
    while (message.next()) {
      if (message.tag() == 2) type = message.get_int32();
      else if (message.tag() == 6) texts.insert(message.get_string());
      else if (message.tag() == 9 && type == 11) {
        const std::string raw = message.get_string();
        for (size_t i = 0; i + 8 <= raw.size(); i += 8) {
          double v;
          std::memcpy(&v, raw.data() + i, 8);
          constants.push_back(v);
        }
      } else message.skip();
    }
  }

  void port(protozero::pbf_reader message, std::map<std::string, int32_t>* into) {
    std::string name;
    int32_t type = 0;
    while (message.next()) {
      if (message.tag() == 1) {
        name = message.get_string();
        continue;
      }
      protozero::pbf_reader of = message.get_message();
      if (!of.next(1)) continue;
      protozero::pbf_reader tensor = of.get_message();
      if (tensor.next(1)) type = tensor.get_int32();
    }
    if (into) (*into)[name] = type;
  }
};

constexpr int32_t kText = 8, kWhole = 7, kDouble = 11;

Table mixed(const std::vector<std::string>& names) {
  Matrix numbers(6, 1);
  numbers << 1.5, 2.5, 4, 8, 16, 40;
  return Table::from_columns(
      {Column::of_numbers(numbers.col(0)), Column::of_text({{0, 1, 0, 1, -1, 0}, {"red", "blue"}})}, names, 6);
}

Column halves() {
  Vector y(6);
  y << 0, 0, 0, 1, 1, 1;
  return Column::of_numbers(y);
}

Value mixed_recipe(Value::Map model = {}) {
  const Value numbers = recipe("StandardScaler"), texts = recipe("OneHotEncoder", {{"handle_unknown", "ignore"}});
  const Value prepare =
      recipe("ColumnTransformer", {{"transformers", Value::List{Value::List{"numbers", numbers, Value::List{0}},
                                                                Value::List{"texts", texts, Value::List{1}}}}});
  return recipe("Pipeline", {{"steps", Value::List{step("prepare", prepare),
                                                   step("model", recipe("LogisticRegression", std::move(model)))}}});
}

TEST(Onnx, APipelineIsReadBack) {
  const Column y = halves();
  const Model model = fit_model(from_recipe(mixed_recipe()), mixed({"size", "colour"}), &y);
  const Blob file = dump(model, {}, {ProofRequest::What::kNone}).bytes;
  const Value answer = exported(file);
  const Read read(answer);
  EXPECT_EQ(read.ir_version, 10);
  EXPECT_EQ(read.opsets, (std::map<std::string, int64_t>{{"", 21}, {"ai.onnx.ml", 5}}));
  EXPECT_EQ(read.inputs, (std::map<std::string, int32_t>{{"size", kDouble}, {"colour", kText}}));
  EXPECT_EQ(read.outputs, (std::map<std::string, int32_t>{{"label", kWhole}, {"probabilities", kDouble}}));
  EXPECT_EQ(read.operations.count("Scan"), 1u);
  EXPECT_EQ(read.operations.count("LabelEncoder"), 1u);
  EXPECT_EQ(read.operations.count("Sigmoid") + read.operations.count("MatMul"), 0u);
  EXPECT_TRUE(read.texts.contains("red") && read.texts.contains("blue"));
  // (1.5 + 2.5 + 4 + 8 + 16 + 40) / 6
  EXPECT_NE(std::find(read.constants.begin(), read.constants.end(), 12.0), read.constants.end());
  EXPECT_EQ(read.properties.at("keepfit.fingerprint"), "abc");
  EXPECT_NE(read.properties.at("keepfit.card").find("\"colour\""), std::string::npos);
  EXPECT_EQ(answer.at("report").at("opset").integer(), 21);
  EXPECT_EQ(Read(exported(file, "fast")).operations.count("MatMul"), 1u);
}

TEST(Onnx, WhatIsRefusedIsNamed) {
  const Column y = halves();
  const Value guess = recipe(
      "Pipeline", {{"steps", Value::List{step("scale", recipe("StandardScaler")),
                                         step("model", recipe("DummyClassifier", {{"strategy", "stratified"}}))}}});
  const Blob file = file_of(guess, mixed({"a", "b"}).select({0}), &y);
  const Error error = error_of([&] { exported(file); });
  EXPECT_EQ(error.code, "not_exported");
  EXPECT_NE(error.where.find("step 'model' > DummyClassifier"), std::string::npos) << error.where;
  EXPECT_NE(error.message.find("stratified"), std::string::npos) << error.message;
}

TEST(Onnx, AnEmptyTextIsNoCategory) {
  const Table X = Table::from_columns({Column::of_text({{0, 1, 0, 1, 1, 0}, {"", "x"}})}, {"t"}, 6);
  const Blob file = file_of(recipe("OneHotEncoder"), X, nullptr);
  EXPECT_EQ(error_of([&] { exported(file); }).code, "not_exported");
}

TEST(Onnx, HostileNamesAreNames) {
  const Column y = halves();
  const std::string odd = "a\"b\n<script>\x7f\xf0\x9f\x92\xa5";
  for (const auto& [first, second] :
       std::vector<std::pair<std::string, std::string>>{{"label", "probabilities"}, {"_0", "__1"}, {odd, "_"}}) {
    const Read read(exported(file_of(mixed_recipe(), mixed({first, second}), &y)));
    EXPECT_EQ(read.inputs, (std::map<std::string, int32_t>{{first, kDouble}, {second, kText}}));
    EXPECT_EQ(read.outputs.size(), 2u);
    for (const auto& [name, type] : read.outputs) EXPECT_EQ(read.inputs.count(name), 0u);
  }
}

TEST(Onnx, EveryEstimatorHasAnExport) {
  for (const test::Subject& subject : test::plain_subjects()) {
    const std::string& name = subject.recipe.at("class").text();
    EXPECT_NE(lower::find_entry(name), nullptr) << name;
  }
}

/// A file of any bytes is answered or refused, and nothing else happens.
TEST(Onnx, DamagedFilesAreRefusedOrAnswered) {
  std::mt19937 random(1);
  int answered = 0, refused = 0;
  for (const test::Subject& subject : test::plain_subjects()) {
    Blob file;
    try {
      file = dump(test::fit_subject(subject), {}, {ProofRequest::What::kNone}).bytes;
    } catch (const Error&) {
      continue;
    }
    for (int round = 0; round < 12; ++round) {
      Blob damaged = file;
      for (int k = 0; k < 1 + round % 4; ++k) damaged[random() % damaged.size()] = static_cast<uint8_t>(random());
      try {
        exported(damaged);
        ++answered;
      } catch (const Error& error) {
        EXPECT_FALSE(error.code.empty());
        ++refused;
      }
    }
  }
  EXPECT_GT(answered, 100);
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace keepfit::interchange
