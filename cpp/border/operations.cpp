// The list of operations. What a call is made of is in the other sources of this room.
#include "border/operations.h"

#include <algorithm>

#include "border/list.h"
#include "core/errors.h"
#include "core/warnings.h"
#include "interchange/operations.h"
#include "tables/operations.h"

namespace keepfit::border {

namespace {

using Named = std::pair<const char*, Operation>;

/// What a saved model needs to be opened, looked into, proved, asked and saved again.
constexpr Named kOperations[] = {
    {"version", version},
    {"declarations", declarations},
    {"release", release},
    {"predict", predict},
    {"predict_proba", predict_proba},
    {"decision_function", decision_function},
    {"transform", transform},
    {"inverse_transform", inverse_transform},
    {"hold", hold},
    {"drop", drop},
    {"params", params},
    {"fitted", fitted},
    {"describe", describe},
    {"dump", dump_model},
    {"load", load_model},
    {"inspect", inspect},
    {"verify", verify},
    {"input_warnings", input_outside},
};

/// What fits, and what is asked around a fit. On the web what only these need is a part of its own, which a page that
/// opens a saved model does not wait for: cpp/toolchain/split.mjs finds it by the name of this table.
constexpr Named kFitOperations[] = {
    {"schema", schema},
    {"fit", fit},
    {"score", model_score},
    {"evaluate", evaluate_model},
    {"staged", staged},
    {"last_step", last_step},
    {"metric", metric},
    {"train_test_split", train_test_split_indices},
    {"cv_split", cv_split},
    {"learning_split", learning_split},
    {"fit_and_score", fit_and_score_fold},
    {"permutation_importance", permutation_importances},
    {"bootstrap_score", bootstrapped_scores},
    {"partial_dependence", partial_dependences},
    {"step_outputs", step_outputs},
    {"search_plan", search_plan},
    {"fit_search", fit_search},
    {"diff", diff},
    {"make_dataset", make_dataset},
    {"suitable_scorers", suitable_scorers},
};

Operation find_operation(std::string_view name) {
  const auto named = [name](const Named& each) { return name == each.first; };
  if (const auto* found = std::find_if(std::begin(kOperations), std::end(kOperations), named);
      found != std::end(kOperations))
    return found->second;
  if (const auto* found = std::find_if(std::begin(kFitOperations), std::end(kFitOperations), named);
      found != std::end(kFitOperations))
    return found->second;
#ifndef __EMSCRIPTEN__
  // There they are modules of their own.
  if (const auto operation = tables::find_operation(name)) return operation;
  if (const auto operation = interchange::find_reading(name)) return operation;
  if (const auto operation = interchange::find_onnx_writing(name)) return operation;
  if (const auto operation = interchange::find_pmml_writing(name)) return operation;
  if (const auto operation = interchange::find_skops_writing(name)) return operation;
#endif
  return nullptr;
}

}  // namespace

Value run_operation(std::string_view name, const Value& request, const Context& context) {
  const Operation operation = find_operation(name);
  if (!operation) {
    throw Error("unknown_operation", shown(name), "The engine has no operation '" + shown(name) + "'.",
                "The library and the engine are of different versions; load both from one place.");
  }
  const Warnings said;
  Value answer = [&] {
    try {
      return operation(request, context);
    } catch (...) {
      said.pass_on();  // what was warned of may say why
      throw;
    }
  }();
  if (!said.all.empty()) {
    Value::Map all = answer.map();
    all.emplace_back("warnings", said.value());
    answer = std::move(all);
  }
  return answer;
}

}  // namespace keepfit::border
