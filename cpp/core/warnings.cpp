#include "core/warnings.h"

#include <algorithm>
#include <utility>

#include "core/errors.h"
#include "core/per_thread.h"
#include "core/trace.h"

namespace keepfit {

namespace {
KEEPFIT_PER_THREAD Warnings* collecting = nullptr;
/// Of different ones that are listed; what comes after them is counted.
constexpr size_t kMost = 100;
constexpr size_t kShown = 8;
}  // namespace

Warnings::Warnings() : outer_(collecting) { collecting = this; }
Warnings::~Warnings() { collecting = outer_; }
Warnings* Warnings::current() { return collecting; }

Warning* Warnings::find(const Warning& like) {
  const auto at = std::find_if(all.begin(), all.end(), [&](const Warning& w) {
    return w.message == like.message && w.where == like.where && w.code == like.code;
  });
  return at == all.end() ? nullptr : &*at;
}

void Warnings::add(Warning warning) {
  if (all.size() >= kMost && !find(warning))
    warning = {"UserWarning", "", "There were more warnings than are listed.", "Mend the causes of those that are.",
               warning.count};
  if (Warning* known = find(warning)) known->count += warning.count;
  else all.push_back(std::move(warning));
}

void Warnings::merge_part(const Warnings& part) {
  for (const Warning& w : part.all) {
    if (Warning* known = find(w)) known->count = std::max(known->count, w.count);
    else add(w);
  }
}

void Warnings::pass_on() const {
  if (!outer_) return;
  for (const Warning& w : all) outer_->add(w);
}

Value Warnings::value() const {
  Value::List out;
  for (const Warning& w : all)
    out.push_back(
        Value::Map{{"code", w.code}, {"where", w.where}, {"message", w.message}, {"hint", w.hint}, {"count", w.count}});
  return out;
}

void warn(const char* code, std::string message, const char* hint) {
  if (!collecting) return;
  // Cut as errors are.
  Error said(code, StepScope::where(), std::move(message), hint);
  collecting->add({std::move(said.code), std::move(said.where), std::move(said.message), std::move(said.hint)});
}

void warn_not_converged(const std::string& who, const std::string& stopped, const char* hint) {
  warn("ConvergenceWarning",
       who + " stopped " + stopped + " before it had converged: what it learned is not yet the best.", hint);
}

std::string some_of(const std::vector<std::string>& names) {
  std::string out;
  for (size_t i = 0; i < std::min(names.size(), kShown); ++i)
    out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  if (names.size() > kShown) out += " and " + std::to_string(names.size() - kShown) + " more";
  return out;
}

}  // namespace keepfit
