#include "interchange/export.h"

#include <algorithm>

#include "core/errors.h"
#include "interchange/file_parts.h"
#include "interchange/json.h"
#include "interchange/lower/lower.h"
#include "interchange/onnx/print.h"
#include "interchange/pmml/print.h"
#include "interchange/sklearn/columns.h"
#include "persistence/file.h"

namespace keepfit::interchange {

namespace {

/// The model's input columns; what the card does not say follows from the steps.
std::vector<lower::Given> columns_of(const Value& card, const Value& step) {
  std::vector<lower::Given> out;
  const Value* input = card.find("input");
  const Value made = input ? Value() : input_columns(step).input;
  for (const Value& column : (input ? *input : made).list("input")) {
    const Value* categories = column.find("categories");
    const auto* known = categories ? categories->get_if<Value::List>() : nullptr;
    const bool empty =
        known && std::any_of(known->begin(), known->end(), [](const Value& text) { return text.is(""); });
    out.push_back({column.at("name").text("name"), column.at("kind").is("text"), empty});
  }
  return out;
}

}  // namespace

Value to_onnx(const Value& request) {
  const Value file = file_of(request);
  const Value &card = part_of(file, "card"), &step = part_of(file, "pipeline");
  const Value& asked = request.at("profile");
  if (!asked.is("exact") && !asked.is("fast"))
    throw Error("bad_option", "profile", "profile must be 'exact' or 'fast'. Got " + asked.repr() + ".");
  const auto profile = asked.is("exact") ? onnx::Profile::kExact : onnx::Profile::kFast;
  const Value *name = request.find("name"), *fingerprint = request.find("fingerprint");

  const graph::Graph graph = lower::lower_model(step, columns_of(card, step));
  std::vector<std::pair<std::string, std::string>> properties{{"keepfit.card", to_json(card)},
                                                              {"keepfit.engine", engine_version()}};
  if (fingerprint) properties.emplace_back("keepfit.fingerprint", fingerprint->text("fingerprint"));
  const Value* names = request.find("feature_names_out");
  onnx::Printed printed = onnx::print(graph, profile, names ? *names : Value(), name ? name->text("name") : "",
                                      engine_version(), std::move(properties));
  std::vector<uint8_t> out(printed.bytes.begin(), printed.bytes.end());
  return Value::Map{{"bytes", Bytes::own(std::move(out))}, {"report", std::move(printed.report)}};
}

Value to_pmml(const Value& request) {
  const Value file = file_of(request);
  const Value &card = part_of(file, "card"), &step = part_of(file, "pipeline");
  const Value *name = request.find("name"), *proof = file.find("proof");
  const graph::Graph graph = lower::lower_model(step, columns_of(card, step));
  pmml::Printed printed =
      pmml::print(graph, proof ? *proof : Value(), name ? name->text("name") : "", engine_version());
  return Value::Map{{"text", std::move(printed.text)}, {"report", std::move(printed.report)}};
}

}  // namespace keepfit::interchange
