// Every operation of the border: a request to an answer, or Error. Sources say above each what they take and give.
#pragma once

#include "core/estimator.h"
#include "core/value.h"

namespace keepfit::border {

Value version(const Value& request, const Context& context);
Value declarations(const Value& request, const Context& context);
Value release(const Value& request, const Context& context);
Value predict(const Value& request, const Context& context);
Value predict_proba(const Value& request, const Context& context);
Value decision_function(const Value& request, const Context& context);
Value transform(const Value& request, const Context& context);
Value inverse_transform(const Value& request, const Context& context);
Value hold(const Value& request, const Context& context);
Value drop(const Value& request, const Context& context);
Value params(const Value& request, const Context& context);
Value fitted(const Value& request, const Context& context);
Value describe(const Value& request, const Context& context);
Value dump_model(const Value& request, const Context& context);
Value load_model(const Value& request, const Context& context);
Value inspect(const Value& request, const Context& context);
Value verify(const Value& request, const Context& context);
Value input_outside(const Value& request, const Context& context);
Value schema(const Value& request, const Context& context);
Value fit(const Value& request, const Context& context);
Value model_score(const Value& request, const Context& context);
Value evaluate_model(const Value& request, const Context& context);
Value staged(const Value& request, const Context& context);
Value last_step(const Value& request, const Context& context);
Value metric(const Value& request, const Context& context);
Value train_test_split_indices(const Value& request, const Context& context);
Value cv_split(const Value& request, const Context& context);
Value learning_split(const Value& request, const Context& context);
Value fit_and_score_fold(const Value& request, const Context& context);
Value permutation_importances(const Value& request, const Context& context);
Value step_outputs(const Value& request, const Context& context);
Value bootstrapped_scores(const Value& request, const Context& context);
Value partial_dependences(const Value& request, const Context& context);
Value search_plan(const Value& request, const Context& context);
Value fit_search(const Value& request, const Context& context);
Value diff(const Value& request, const Context& context);
Value make_dataset(const Value& request, const Context& context);
Value suitable_scorers(const Value& request, const Context& context);

}  // namespace keepfit::border
