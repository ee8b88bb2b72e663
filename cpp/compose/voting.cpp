#include "compose/voting.h"

#include <cmath>

#include "core/numerics.h"

namespace keepfit::ensemble {

std::vector<Param> voting_params(bool classifier) {
  using namespace constraint;
  std::vector<Param> out{{"estimators",
                          Value::List{},
                          {members(kind_of_members(classifier))},
                          "The estimators that vote: [name, estimator]; 'drop' leaves one out."}};
  if (classifier) {
    out.push_back({"voting",
                   "hard",
                   {options({"hard", "soft"})},
                   "'hard' counts the labels that the estimators predict, 'soft' averages their probabilities."});
  }
  out.push_back({"weights",
                 Value(),
                 {list(), none()},
                 "Weight of each estimator, dropped ones included; None weighs all alike."});
  return out;
}

std::optional<Vector> voting_weights(const Estimator& ensemble) {
  const Value& given = ensemble.param("weights");
  if (given.is_null()) return std::nullopt;
  const std::string who = ensemble.declaration().name;
  const Value::List& items = given.list();
  const size_t n = ensemble.param("estimators").list().size();
  if (items.size() != n) {
    throw Error("bad_parameter", who,
                "weights of " + who + " must hold one number per estimator, that is " + std::to_string(n) + ". Got " +
                    std::to_string(items.size()) + ".");
  }
  const std::vector<Member> members = members_of(ensemble);
  Vector out(static_cast<Index>(members.size()));
  for (Index i = 0; i < out.size(); ++i) {
    const Value& v = items[members[static_cast<size_t>(i)].position];
    if (!v.is_number() || !std::isfinite(v.number()))
      throw Error("bad_parameter", who, "weights of " + who + " must hold finite numbers. Got " + v.repr() + ".");
    out[i] = v.number();
  }
  const Value* voting = ensemble.declaration().find_param("voting") ? &ensemble.param("voting") : nullptr;
  if (!(voting && voting->is("hard")) && numerics::sum_pairwise(out) == 0.0) {
    throw Error("bad_parameter", who, "weights of " + who + " sum to 0, so there is no average.",
                "Give weights with another sum.");
  }
  return out;
}

RowMatrix average(const std::vector<RowMatrix>& answers, const std::optional<Vector>& weights) {
  RowMatrix sum = answers[0];
  if (weights) sum *= (*weights)[0];
  for (size_t i = 1; i < answers.size(); ++i) {
    if (weights) sum += answers[i] * (*weights)[static_cast<Index>(i)];
    else sum += answers[i];
  }
  return sum / (weights ? numerics::sum_pairwise(*weights) : static_cast<double>(answers.size()));
}

}  // namespace keepfit::ensemble
