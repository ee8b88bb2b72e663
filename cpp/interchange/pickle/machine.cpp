#include "interchange/pickle/machine.h"

#include <algorithm>

#include "core/errors.h"
#include "interchange/pickle/arrays.h"
#include "interchange/pickle/canonical.h"

namespace keepfit::pickle {

using interchange::Role;
using interchange::role_of;

void Log::find(const char* code, size_t at, std::string message) {
  ++findings_met;
  if (findings.size() < kMostKept) findings.push_back({code, at, std::move(message)});
}

Machine::Machine(std::string_view file, Items& items, Log& log, bool skip_arrays, int within)
    : file_(file), items_(items), log_(log), skip_arrays_(skip_arrays), within_(within) {
  none_ = items_.make(Kind::kNone, 0);
  yes_ = items_.make(Kind::kBool, 0);
  yes_->integer = 1;
  no_ = items_.make(Kind::kBool, 0);
  unknown_ = items_.make(Kind::kUnknown, 0);
  empty_ = items_.make(Kind::kTuple, 0);
}

size_t Machine::run(size_t at) {
  next_ = at;
  while (!stopped_) {
    Instruction i;
    const Fault fault = read_instruction(file_, next_, i);
    at_ = next_;
    if (fault == Fault::kUnknown) {
      find("unknown_opcode",
           "Here stands a byte that is no instruction of a pickle. Python stops here; all that "
           "stands before has been run by then.");
      return next_;
    }
    if (fault == Fault::kCut) {
      find("cut_short", i.info ? std::string("The file ends within ") + i.info->name +
                                     ", or that states a length "
                                     "that the file does not have. Python stops here; all that stands before has "
                                     "been run by then."
                               : "The file ends without STOP. Python has run all of it by then.");
      return next_;
    }
    op_ = i.info->name;
    list(i);
    ++log_.instructions;
    ++log_.opcodes[static_cast<uint8_t>(i.info->op)];
    next_ = i.end;
    if (i.at < frame_end_ && next_ > frame_end_)
      find("bad_frame", std::string(op_) + " reaches beyond the frame that it stands in.");
    step(i);
    if (items_.size() > kMostItems)
      throw Error("too_large", "byte " + std::to_string(at_),
                  "The file makes more than " + counted(kMostItems, "value") + ".",
                  "Models of scikit-learn have some thousands; this is none that can be looked into here.");
  }
  return next_;
}

void Machine::list(const Instruction& i) {
  if (log_.instructions < log_.list_from || log_.lines.size() >= log_.list_count) return;
  Line line{i.at, i.info->name, ""};
  switch (i.info->argument) {
    case Argument::kNothing: break;
    case Argument::kInt4: line.argument = std::to_string(static_cast<int64_t>(i.number)); break;
    case Argument::kUint1:
    case Argument::kUint2:
    case Argument::kUint4:
    case Argument::kUint8: line.argument = std::to_string(i.number); break;
    case Argument::kFloat8: {
      Item number{Kind::kFloat, 0, 0, as_double(i.number), {}, {}, {}};
      line.argument = printed(number);
      break;
    }
    case Argument::kTwoLines: line.argument = shown(i.text) + " " + shown(i.more); break;
    default: {
      const bool bytes = i.info->op == Op::kBinbytes || i.info->op == Op::kShortBinbytes ||
                         i.info->op == Op::kBinbytes8 || i.info->op == Op::kBytearray8 || i.info->op == Op::kLong1 ||
                         i.info->op == Op::kLong4;
      Item text{bytes ? Kind::kBytes : Kind::kText, 0, 0, 0, i.text, {}, {}};
      line.argument = printed(text, 80);
    }
  }
  log_.lines.push_back(std::move(line));
}

// ---- values -----------------------------------------------------------------------------------------------------

Item* Machine::make(Kind kind) { return items_.make(kind, at_); }

Item* Machine::make_with(Kind kind, std::vector<Item*> parts) {
  Item* made = make(kind);
  made->parts = std::move(parts);
  return made;
}

Item* Machine::of_text(Kind kind, std::string_view text) {
  Item* made = make(kind);
  made->text = text;
  return made;
}

Item* Machine::pop() {
  if (stack_.size() > (marks_.empty() ? 0 : marks_.back())) {
    Item* out = stack_.back();
    stack_.pop_back();
    return out;
  }
  find("empty_stack", std::string(op_) + " takes something where nothing is. Python stops here.");
  return unknown_;
}

std::vector<Item*> Machine::pop_to_mark() {
  if (marks_.empty()) {
    find("no_mark", std::string(op_) + " goes back to a mark that is not there. Python stops here.");
    return {};
  }
  const auto from = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
  std::vector<Item*> out(from, stack_.end());
  stack_.erase(from, stack_.end());
  marks_.pop_back();
  return out;
}

bool Machine::is_foreign(const Item& made) const {
  if (made.kind != Kind::kObject) return true;
  const Item& callee = *made.parts[0];
  const Role role = callee.kind == Kind::kSymbol ? role_of(callee.text, callee.name) : Role::kForeign;
  return role == Role::kForeign || role == Role::kInert;
}

/// Made by what is inert, whose own methods may then be called.
bool Machine::is_inert(const Item& made) const {
  if (made.kind != Kind::kObject) return false;
  const Item& callee = *made.parts[0];
  if (callee.kind == Kind::kSymbol) return role_of(callee.text, callee.name) == Role::kInert;
  return callee.kind == Kind::kObject && binds_zone(*callee.parts[0], *callee.parts[1]);
}

/// Puts more into what lies on the stack below it: a list, a dict or a set, or an object that is one.
void Machine::add(Kind kind, const char* how, std::vector<Item*> more) {
  Item* to = pop();
  push(to);
  if (to->kind == kind) {
    to->parts.insert(to->parts.end(), more.begin(), more.end());
    return;
  }
  if (to->kind == Kind::kUnknown) return;
  if (!is_foreign(*to)) {
    if (std::string odd = odd_filling(*to, kind == Kind::kDict, more); !odd.empty())
      find("odd_filling", std::move(odd));
  } else if (!is_inert(*to)) {
    note_call(printed(*to, 60) + "." + how, printed(*make_with(Kind::kTuple, std::move(more))));
  }
}

void Machine::memoize(uint64_t place) {
  Item* item = pop();
  push(item);
  memo_[place] = item;
}

void Machine::recall(uint64_t place) {
  const auto found = memo_.find(place);
  if (found == memo_.end())
    find("empty_memo", std::string(op_) + " takes what was kept as " + std::to_string(place) +
                           ", and nothing was. Python stops here.");
  push(found == memo_.end() ? unknown_ : found->second);
}

// ---- names and calls --------------------------------------------------------------------------------------------

void Machine::name(std::string_view module, std::string_view name) {
  if (module.size() + name.size() > kLongestName) {
    find("long_name",
         "A name of " + counted(static_cast<int64_t>(module.size() + name.size()), "byte") + " is looked up.");
    module = module.substr(0, kLongestName / 2);
    name = name.substr(0, kLongestName / 2);
  }
  const Role role = role_of(module, name);
  const auto [place, is_new] =
      log_.global_places.try_emplace({std::string(module), std::string(name)}, log_.globals.size());
  if (is_new) {
    if (log_.globals.size() >= kMostNames)
      throw Error("too_large", "byte " + std::to_string(at_), "The file names more than 10,000 different things.",
                  "A model of scikit-learn names some dozens.");
    log_.globals.push_back({std::string(module), std::string(name), role, at_, 0, 0, items_.keep(std::string(module)),
                            items_.keep(std::string(name))});
    if (role == Role::kForeign && name.find('.') != std::string_view::npos)
      find("dotted_name", "'" + shown(name) + "' is looked up in " + shown(module) + " by its dots: what is meant " +
                              "may lie in any module that one imports, though the name begins with an honest one.");
  }
  ++log_.globals[place->second].times;
  Item* symbol = make(Kind::kSymbol);
  symbol->text = log_.globals[place->second].kept_module;
  symbol->name = log_.globals[place->second].kept_name;
  symbol->integer = static_cast<int64_t>(place->second);
  push(symbol);
}

void Machine::note_call(std::string callee, std::string arguments) {
  ++log_.calls_met;
  if (log_.calls.size() < kMostKept) log_.calls.push_back({at_, op_, std::move(callee), std::move(arguments)});
}

void Machine::call(Item* callee, Item* given) {
  // As protocols 0 and 1 make an object: its class is the first argument.
  if (callee->kind == Kind::kSymbol && callee->name == "_reconstructor" &&
      role_of(callee->text, callee->name) == Role::kData) {
    ++log_.globals[static_cast<size_t>(callee->integer)].calls;
    const auto& parts = given->parts;
    const bool three = parts.size() == 3 && parts[0]->kind == Kind::kSymbol && parts[1]->kind == Kind::kSymbol;
    // A Bunch is a dict, which the third argument is.
    const bool usual =
        three && (parts[0]->name == "Bunch" ? parts[1]->name == "dict" && parts[2]->kind == Kind::kDict
                                            : parts[1]->name == "object" && parts[2]->kind == Kind::kNone);
    if (!usual) find("odd_call", "_reconstructor is given something else than a class, object and None.");
    if (!parts.empty()) callee = parts[0];
    given = empty_;
  }
  Item* made = make_with(Kind::kObject, {callee, given});
  push(made);
  if (callee->kind == Kind::kSymbol) {
    Global& global = log_.globals[static_cast<size_t>(callee->integer)];
    ++global.calls;
    if (global.role == Role::kInert) return;
    if (global.role != Role::kForeign && global.role != Role::kType) {
      const std::string odd = odd_call(*callee, *given);
      if (odd.empty()) return;
      find("odd_call", odd);
      if ((global.role != Role::kData || callee->name == "encode") && !log_.odd_call)
        log_.odd_call = Finding{"odd_call", at_, odd};
      return;
    }
    if (binds_distribution(*callee, *given) || binds_zone(*callee, *given) || asks_type(*callee, *given)) {
      ++global.bound;
      return;
    }
  }
  if (!is_inert(*made)) note_call(printed(*callee, 120), printed(*given));
}

void Machine::build() {
  Item* state = pop();
  Item* to = pop();
  push(to);
  if (to->kind == Kind::kUnknown) return;
  if (to->kind != Kind::kObject) {
    note_call(printed(*to, 60) + ".__setstate__", printed(*state));
    return;
  }
  const bool known = !is_foreign(*to);
  if (known)
    if (std::string odd = odd_state(*to, *state); !odd.empty()) find("odd_state", std::move(odd));
  to->parts.push_back(state);
  if (!known && !is_inert(*to)) note_call(printed(*to, 60) + ".__setstate__", printed(*state));
  const auto look = [&](const Item& dict) {
    log_.looked += dict.parts.size();
    if (log_.looked > kMostLooked)
      throw Error("too_large", "byte " + std::to_string(at_),
                  "The states in the file are too large to be looked through.",
                  "Models of scikit-learn have some thousands of attributes.");
    for (size_t k = 0; dict.kind == Kind::kDict && k + 1 < dict.parts.size(); k += 2) {
      const Item &key = *dict.parts[k], &value = *dict.parts[k + 1];
      if (key.kind != Kind::kText) continue;
      if (key.text == "__class__" || key.text == "__reduce__" || key.text == "__setstate__")
        find("sets_class", "The state of " + printed(*to->parts[0], 80) + " sets its " + shown(key.text) +
                               ": it would become something else.");
      if (key.text == "_sklearn_version" && value.kind == Kind::kText && log_.versions.size() < 20) {
        std::string version = shown(value.text, 20);
        if (std::find(log_.versions.begin(), log_.versions.end(), version) == log_.versions.end())
          log_.versions.push_back(std::move(version));
      }
    }
  };
  look(*state);
  if (state->kind == Kind::kTuple)
    for (const Item* part : state->parts) look(*part);
  const Item& callee = *to->parts[0];
  if (callee.text != "joblib.numpy_pickle" || callee.name != "NumpyArrayWrapper") return;
  if (within_ > 0)
    return find("bad_array", "An array of joblib's stands in one of objects, where joblib does not look for it.");
  if (!skip_arrays_) return;
  if (next_ < frame_end_)
    find("bad_frame", "An array of joblib's stands within a frame, where joblib does not look for it.");
  const ArrayPlace place = array_behind(file_, next_, *state);
  if (!place.fault.empty()) return find("bad_array", place.fault);
  ++log_.arrays;
  next_ = place.begin;
  if (!place.is_pickle) {
    log_.array_bytes += place.size;
    to->parts.push_back(of_text(Kind::kBytes, file_.substr(next_, place.size)));
    next_ += place.size;
  } else if (within_ >= kMostWithin) {
    find("bad_array", "Arrays of objects stand in one another too deeply.");
  } else {
    Machine inner(file_, items_, log_, false, within_ + 1);
    next_ = inner.run(next_);
    if (inner.result_) to->parts.push_back(inner.result_);
  }
}

}  // namespace keepfit::pickle
