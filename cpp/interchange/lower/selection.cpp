// Selectors: which columns pass follows from what the fit found, by scikit-learn's rules.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/math.h"
#include "interchange/lower/lower.h"

namespace keepfit::interchange::lower {

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

Frame kept(const Frame& in, const std::vector<char>& mask) {
  Frame out;
  for (size_t j = 0; j < in.size(); ++j)
    if (mask[j]) out.push_back(in[j]);
  return out;
}

Frame varying(Builder&, const Step& step, const Frame& in) {
  std::vector<char> mask;
  for (const double v : step.numbers("variances_", in.size())) mask.push_back(v > step.param("threshold").number());
  return kept(in, mask);
}

std::vector<double> scores_of(const Step& step, size_t count) {
  std::vector<double> out = step.numbers("scores_", count);
  for (double& s : out) s = std::isnan(s) ? std::numeric_limits<double>::lowest() : s;
  return out;
}

Frame best(Builder&, const Step& step, const Frame& in) {
  if (step.is("k", "all")) return in;
  const std::vector<double> scores = scores_of(step, in.size());
  // Of equal scores the last ones stay.
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] < scores[b]; });
  const auto k =
      static_cast<size_t>(std::clamp<int64_t>(step.param("k").integer("k"), 0, static_cast<int64_t>(scores.size())));
  std::vector<char> mask(scores.size(), 0);
  for (size_t i = scores.size() - k; i < scores.size(); ++i) mask[order[i]] = 1;
  return kept(in, mask);
}

/// np.percentile, linear between the two nearest.
double percentile(const std::vector<double>& sorted, double percent) {
  const double at = percent / 100 * static_cast<double>(sorted.size() - 1), below = std::floor(at), t = at - below;
  const auto i = static_cast<size_t>(below);
  const double a = sorted[i], b = sorted[std::min(i + 1, sorted.size() - 1)];
  if (a == b) return a;
  return t >= 0.5 ? b - (b - a) * (1 - t) : a + (b - a) * t;
}

Frame best_share(Builder&, const Step& step, const Frame& in) {
  const std::vector<double> scores = scores_of(step, in.size());
  const double share = step.param("percentile").number();
  if (share == 100) return in;
  if (share == 0 || in.empty()) return {};
  std::vector<double> sorted = scores;
  std::sort(sorted.begin(), sorted.end());
  const double threshold = percentile(sorted, 100 - share);
  std::vector<char> mask;
  std::vector<size_t> ties;
  int64_t above = 0;
  for (size_t j = 0; j < scores.size(); ++j) {
    mask.push_back(scores[j] > threshold);
    above += mask.back();
    if (scores[j] == threshold) ties.push_back(j);
  }
  // Of columns at the threshold the first ones stay, as many as are missing; fewer than none counts from the end, as in
  // Python's slices.
  const auto n = static_cast<int64_t>(ties.size());
  int64_t room = static_cast<int64_t>(static_cast<double>(scores.size()) * share / 100) - above;
  if (room < 0) room = std::max<int64_t>(n + room, 0);
  for (int64_t i = 0; i < std::min(room, n); ++i) mask[ties[static_cast<size_t>(i)]] = 1;
  return kept(in, mask);
}

std::vector<char> support_of(const Step& step, size_t count) {
  std::vector<char> mask;
  for (const int32_t v : integers_of(step.fitted("support_"), step.builder.where)) mask.push_back(v != 0);
  if (mask.size() != count) step.refuse("support_ has another length than it should.");
  return mask;
}

Frame eliminated(Builder&, const Step& step, const Frame& in) { return kept(in, support_of(step, in.size())); }

Answers eliminated_predicts(Builder& b, const Step& step, const Frame& in) {
  const Within within(b, step_named("estimator_"));
  return predict(b, step.fitted("estimator_"), kept(in, support_of(step, in.size())));
}

/// The part of a fitted step that a path of Python's names: "best_estimator_.coef_", "named_steps.model.coef_".
const Value* attribute(const Value& step, std::string_view path) {
  const size_t dot = path.find('.');
  const std::string_view head = path.substr(0, dot);
  const Value* fitted = step.find("fitted");
  if (dot == std::string_view::npos) return fitted ? fitted->find(head) : nullptr;
  const std::string_view rest = path.substr(dot + 1);
  const Value* params = step.find("params");
  const Value* steps = params ? params->find("steps") : nullptr;
  if (head == "named_steps" && steps && steps->get_if<Value::List>()) {
    const size_t next = rest.find('.');
    for (const Value& each : *steps->get_if<Value::List>()) {
      const auto* pair = each.get_if<Value::List>();
      if (pair && pair->size() == 2 && (*pair)[0].is(rest.substr(0, next)) && next != std::string_view::npos)
        return attribute((*pair)[1], rest.substr(next + 1));
    }
    return nullptr;
  }
  const Value* inner = fitted ? fitted->find(head) : nullptr;
  return inner ? attribute(*inner, rest) : nullptr;
}

std::vector<double> importances(const Step& step, size_t count) {
  const Value& model = step.fitted("estimator_");
  const std::string& getter = step.param("importance_getter").text("importance_getter");
  const Value* found = attribute(model, getter == "auto" ? "coef_" : std::string_view(getter));
  if (!found && getter == "auto") found = attribute(model, "feature_importances_");
  if (!found) step.refuse("The importances that SelectFromModel goes by are not in the file.");
  const std::vector<double> all = doubles_of(*found, step.builder.where);
  if (count == 0 || all.size() % count != 0 || all.empty())
    step.refuse("The importances have another shape than they should.");
  const size_t rows = all.size() / count;
  const double p = step.param("norm_order").number("norm_order");
  std::vector<double> out;
  for (size_t j = 0; j < count; ++j) {
    if (rows == 1) {
      out.push_back(std::fabs(all[j]));
      continue;
    }
    double sum = p == -kInf ? kInf : 0;
    for (size_t k = 0; k < rows; ++k) {
      const double v = std::fabs(all[k * count + j]);
      if (p == kInf) sum = std::max(sum, v);
      else if (p == -kInf) sum = std::min(sum, v);
      else sum += p == 1 ? v : p == 2 ? v * v : math::pow(v, p);
    }
    out.push_back(p == 1 || std::isinf(p) ? sum : p == 2 ? std::sqrt(sum) : math::pow(sum, 1 / p));
  }
  return out;
}

Frame from_model(Builder&, const Step& step, const Frame& in) {
  const std::vector<double> importance = importances(step, in.size());
  std::vector<char> mask(in.size(), 1);
  if (const Value& most = step.param("max_features"); !most.is_null()) {
    std::vector<size_t> order(mask.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return importance[a] > importance[b]; });
    std::fill(mask.begin(), mask.end(), 0);
    for (size_t i = 0; i < order.size() && static_cast<int64_t>(i) < most.integer("max_features"); ++i)
      mask[order[i]] = 1;
  }
  const double threshold = step.number("threshold_");
  for (size_t j = 0; j < mask.size(); ++j)
    if (importance[j] < threshold) mask[j] = 0;
  return kept(in, mask);
}

}  // namespace

const std::vector<Entry>& selection() {
  static const std::vector<Entry> all{
      {"VarianceThreshold", varying},           {"SelectKBest", best},
      {"SelectPercentile", best_share},         {"SelectFromModel", from_model},
      {"RFE", eliminated, eliminated_predicts},
  };
  return all;
}

}  // namespace keepfit::interchange::lower
