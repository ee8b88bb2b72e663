#include "interchange/sklearn/state.h"

#include <algorithm>
#include <cmath>

#include "core/errors.h"
#include "core/text.h"

namespace keepfit::interchange {

using pickle::Item;
using pickle::Kind;

void refuse_source(const std::string& where, const std::string& message) {
  throw Error("bad_source", where, message,
              "The file is not as scikit-learn writes them, or was changed; nothing was taken from it.");
}

void refuse_taking(const std::string& where, const std::string& message, const std::string& hint) {
  throw Error("not_taken", where, message,
              hint.empty() ? "Nothing was taken from the file: a model that answers otherwise would be worse than none."
                           : hint);
}

bool is_none(const Item& item) { return item.kind == Kind::kNone; }
bool is_text(const Item& item, std::string_view text) { return item.kind == Kind::kText && item.text == text; }
bool is_object(const Item& item, std::string_view class_name) {
  return item.kind == Kind::kObject && item.parts[0]->kind == Kind::kSymbol &&
         (class_name.empty() || item.parts[0]->name == class_name);
}

std::string text_of(const Item& item, const std::string& where) {
  if (item.kind == Kind::kText) {
    if (!is_utf8(item.text)) refuse_source(where, "A text is not UTF-8: '" + shown(item.text) + "'.");
    return std::string(item.text);
  }
  const auto array = NumpyArray::of(item, where);
  if (!array || array->kind() != 'U' || array->size() != 1)
    refuse_source(where, "Here should stand a text. Got " + printed(item, 60) + ".");
  return array->text(0);
}

int64_t whole_of(const Item& item, const std::string& where) {
  if (item.kind == Kind::kInt || item.kind == Kind::kBool) return item.integer;
  const double number = number_of(item, where);
  if (std::floor(number) != number || std::abs(number) > 0x1p53)
    refuse_source(where, "Here should stand a whole number. Got " + printed(item, 60) + ".");
  return static_cast<int64_t>(number);
}

double number_of(const Item& item, const std::string& where) {
  if (item.kind == Kind::kFloat) return item.real;
  if (item.kind == Kind::kInt || item.kind == Kind::kBool) return static_cast<double>(item.integer);
  const auto array = NumpyArray::of(item, where);
  if (!array || array->size() != 1 || !array->holds_numbers())
    refuse_source(where, "Here should stand a number. Got " + printed(item, 60) + ".");
  return array->number(0);
}

std::vector<const Item*> parts_of(const Item& item, const std::string& where) {
  if (item.kind == Kind::kList || item.kind == Kind::kTuple) return {item.parts.begin(), item.parts.end()};
  const auto array = NumpyArray::of(item, where);
  if (!array || array->kind() != 'O') refuse_source(where, "Here should stand a list. Got " + printed(item, 60) + ".");
  std::vector<const Item*> out;
  for (size_t i = 0; i < array->size(); ++i) out.push_back(&array->object(i));
  return out;
}

std::vector<double> numbers_of(const Item& item, const std::string& where) {
  std::vector<double> out;
  if (const auto array = NumpyArray::of(item, where); array && array->kind() != 'O') {
    for (size_t i = 0; i < array->size(); ++i) out.push_back(array->number(i));
    return out;
  }
  for (const Item* part : parts_of(item, where)) out.push_back(number_of(*part, where));
  return out;
}

std::vector<int64_t> wholes_of(const Item& item, const std::string& where) {
  std::vector<int64_t> out;
  if (const auto array = NumpyArray::of(item, where); array && array->holds_whole()) {
    for (size_t i = 0; i < array->size(); ++i) out.push_back(array->whole(i));
    return out;
  }
  for (double number : numbers_of(item, where)) {
    if (std::floor(number) != number || std::abs(number) > 0x1p53)
      refuse_source(where, "Here should stand whole numbers.");
    out.push_back(static_cast<int64_t>(number));
  }
  return out;
}

State::State(const Item& object, std::string where) : object_(object), where_(std::move(where)) {
  if (!is_object(object)) refuse_source(where_, "Here should stand an estimator. Got " + printed(object, 60) + ".");
  if (object.parts.size() == 2) return;  // without attributes
  const Item& state = *object.parts[2];
  if (state.kind != Kind::kDict || object.parts.size() > 3)
    refuse_source(where_, "The state of " + std::string(class_name()) + " is no dict of its attributes.");
  for (size_t k = 0; k + 1 < state.parts.size(); k += 2) {
    if (state.parts[k]->kind != Kind::kText) refuse_source(where_, "An attribute has a name that is no text.");
    if (!entries_.emplace(state.parts[k]->text, state.parts[k + 1]).second)
      refuse_source(where_, "The attribute " + shown(state.parts[k]->text) + " stands twice.");
  }
}

const Item* State::find(std::string_view name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) return nullptr;
  read_.insert(found->first);
  return found->second;
}

const Item* State::given(std::string_view name) const {
  const Item* item = find(name);
  return item && !is_none(*item) ? item : nullptr;
}

const Item& State::at(std::string_view name) const {
  const Item* item = find(name);
  if (!item) {
    refuse_source(where_, std::string(class_name()) + " has no " + std::string(name) +
                              ": it was never fitted, or scikit-learn of this version keeps it otherwise.");
  }
  return *item;
}

NumpyArray State::array(std::string_view name) const {
  auto out = NumpyArray::of(at(name), where_);
  if (!out) refuse_source(where_, std::string(name) + " is no array of numpy's.");
  return *std::move(out);
}

bool State::has_fitted() const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [](const auto& each) { return !each.first.empty() && each.first.back() == '_'; });
}

std::vector<std::string_view> State::unread() const {
  std::vector<std::string_view> out;
  for (const auto& [name, item] : entries_)
    if (!read_.contains(name)) out.push_back(name);
  return out;
}

}  // namespace keepfit::interchange
