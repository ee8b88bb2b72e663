// What each instruction does.
#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "core/text.h"
#include "interchange/pickle/machine.h"
#include "interchange/pickle/old_text.h"

namespace keepfit::pickle {

namespace {

/// What a line says that is to hold a whole number.
bool whole_number(std::string_view line, int64_t& out) {
  if (!line.empty() && line.back() == 'L') line.remove_suffix(1);
  if (!line.empty() && line.front() == '+') line.remove_prefix(1);
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), out);
  return error == std::errc() && end == line.data() + line.size();
}

/// Little-endian, with its sign.
int64_t from_bytes(std::string_view bytes) {
  uint64_t out = !bytes.empty() && (bytes.back() & 0x80) ? ~uint64_t{0} : 0;
  for (size_t i = bytes.size(); i-- > 0;) out = out << 8 | static_cast<uint8_t>(bytes[i]);
  return static_cast<int64_t>(out);
}

}  // namespace

void Machine::step(const Instruction& i) {
  switch (i.info->op) {
    case Op::kProto:
      log_.protocol = std::max(log_.protocol, static_cast<int>(i.number));
      if (i.number > 5)
        find("unknown_protocol",
             "The file says that it is of protocol " + std::to_string(i.number) + "; there are those from 0 to 5.");
      return;
    case Op::kFrame:
      if (next_ < frame_end_) find("bad_frame", "A frame begins within another one.");
      if (i.number > file_.size() - next_)
        find("cut_short", "A frame of " +
                              counted(static_cast<int64_t>(std::min<uint64_t>(i.number, INT64_MAX)), "byte") +
                              " is stated, which is longer than the file.");
      frame_end_ = next_ + static_cast<size_t>(std::min<uint64_t>(i.number, file_.size() - next_));
      return;
    case Op::kStop:
      stopped_ = true;
      result_ = pop();
      return;
    case Op::kMark: return marks_.push_back(stack_.size());
    case Op::kPop:
      if (!marks_.empty() && stack_.size() == marks_.back()) return marks_.pop_back();
      pop();
      return;
    case Op::kPopMark: pop_to_mark(); return;
    case Op::kDup: {
      Item* item = pop();
      push(item);
      return push(item);
    }
    case Op::kNone: return push(none_);
    case Op::kNewtrue: return push(yes_);
    case Op::kNewfalse: return push(no_);
    case Op::kMemoize: return memoize(memo_.size());
    case Op::kBinput:
    case Op::kLongBinput: return memoize(i.number);
    case Op::kBinget:
    case Op::kLongBinget: return recall(i.number);
    case Op::kPut:
    case Op::kGet: {
      int64_t place = -1;
      if (!whole_number(i.text, place))
        find("bad_number", std::string(op_) + " names no place: " + shown(i.text) + ".");
      return i.info->op == Op::kPut ? memoize(static_cast<uint64_t>(place)) : recall(static_cast<uint64_t>(place));
    }
    case Op::kInt:
    case Op::kBinint:
    case Op::kBinint1:
    case Op::kBinint2:
    case Op::kLong:
    case Op::kLong1:
    case Op::kLong4:
    case Op::kFloat:
    case Op::kBinfloat: return make_number(i);
    case Op::kString:
    case Op::kBinstring:
    case Op::kShortBinstring:
    case Op::kUnicode:
    case Op::kBinunicode:
    case Op::kShortBinunicode:
    case Op::kBinunicode8:
    case Op::kBinbytes:
    case Op::kShortBinbytes:
    case Op::kBinbytes8:
    case Op::kBytearray8: return make_text(i);
    case Op::kGlobal:
    case Op::kStackGlobal:
    case Op::kReduce:
    case Op::kBuild:
    case Op::kInst:
    case Op::kObj:
    case Op::kNewobj:
    case Op::kNewobjEx:
    case Op::kPersid:
    case Op::kBinpersid:
    case Op::kExt1:
    case Op::kExt2:
    case Op::kExt4:
    case Op::kNextBuffer:
    case Op::kReadonlyBuffer: return name_or_call(i);
    default: return fill(i);
  }
}

void Machine::make_number(const Instruction& i) {
  switch (i.info->op) {
    case Op::kInt:
      // As protocol 0 writes them.
      if (i.text == "00") return push(no_);
      if (i.text == "01") return push(yes_);
      [[fallthrough]];
    case Op::kLong: {
      int64_t value = 0;
      if (!whole_number(i.text, value)) return push(of_text(Kind::kBig, i.text));
      Item* made = make(Kind::kInt);
      made->integer = value;
      return push(made);
    }
    case Op::kLong1:
    case Op::kLong4: {
      if (i.text.size() > 8) return push(of_text(Kind::kBig, i.text));
      Item* made = make(Kind::kInt);
      made->integer = from_bytes(i.text);
      return push(made);
    }
    case Op::kFloat: {
      Item* made = make(Kind::kFloat);
      made->real = std::strtod(std::string(i.text).c_str(), nullptr);
      return push(made);
    }
    case Op::kBinfloat: {
      Item* made = make(Kind::kFloat);
      made->real = as_double(i.number);
      return push(made);
    }
    default: {
      Item* made = make(Kind::kInt);
      made->integer = static_cast<int64_t>(i.number);
      return push(made);
    }
  }
}

void Machine::make_text(const Instruction& i) {
  switch (i.info->op) {
    case Op::kUnicode: return push(of_text(Kind::kText, items_.keep(unescaped_unicode(i.text))));
    case Op::kString: {
      std::string out;
      if (!unescaped_string(i.text, out)) find("bad_text", "STRING is followed by what is no text in quotation marks.");
      return push(of_text(Kind::kText, items_.keep(std::move(out))));
    }
    case Op::kBinbytes:
    case Op::kShortBinbytes:
    case Op::kBinbytes8:
    case Op::kBytearray8: return push(of_text(Kind::kBytes, i.text));
    default: return push(of_text(Kind::kText, i.text));
  }
}

void Machine::fill(const Instruction& i) {
  const auto tuple_of = [&](size_t n) {
    std::vector<Item*> parts(n);
    for (size_t k = n; k-- > 0;) parts[k] = pop();
    push(make_with(Kind::kTuple, std::move(parts)));
  };
  switch (i.info->op) {
    case Op::kEmptyTuple: return push(empty_);
    case Op::kTuple1: return tuple_of(1);
    case Op::kTuple2: return tuple_of(2);
    case Op::kTuple3: return tuple_of(3);
    case Op::kTuple: return push(make_with(Kind::kTuple, pop_to_mark()));
    case Op::kEmptyList: return push(make(Kind::kList));
    case Op::kList: return push(make_with(Kind::kList, pop_to_mark()));
    case Op::kEmptyDict: return push(make(Kind::kDict));
    case Op::kDict: return push(make_with(Kind::kDict, pop_to_mark()));
    case Op::kEmptySet: return push(make(Kind::kSet));
    case Op::kFrozenset: return push(make_with(Kind::kSet, pop_to_mark()));
    case Op::kAppend: {
      Item* last = pop();
      return add(Kind::kList, "append", {last});
    }
    case Op::kAppends: return add(Kind::kList, "extend", pop_to_mark());
    case Op::kAdditems: return add(Kind::kSet, "add", pop_to_mark());
    case Op::kSetitems: return add(Kind::kDict, "__setitem__", pop_to_mark());
    case Op::kSetitem: {
      Item* value = pop();
      Item* key = pop();
      return add(Kind::kDict, "__setitem__", {key, value});
    }
    default: return;
  }
}

void Machine::name_or_call(const Instruction& i) {
  const auto refused = [&](const char* code, std::string what, std::string message) {
    find(code, std::move(message));
    push(of_text(Kind::kOther, items_.keep(std::move(what))));
  };
  switch (i.info->op) {
    case Op::kGlobal: return name(i.text, i.more);
    case Op::kStackGlobal: {
      const Item* called = pop();
      const Item* module = pop();
      if (called->kind == Kind::kText && module->kind == Kind::kText) return name(module->text, called->text);
      return refused("computed_name", "a name that is computed",
                     "STACK_GLOBAL takes a module and a name that are no texts: " + printed(*module, 60) + " and " +
                         printed(*called, 60) + ".");
    }
    case Op::kReduce:
    case Op::kNewobj: {
      Item* given = pop();
      Item* callee = pop();
      return call(callee, given);
    }
    case Op::kNewobjEx: {
      Item* named = pop();
      Item* given = pop();
      Item* callee = pop();
      // Nothing that is known here is made with names.
      if (named->kind != Kind::kDict || !named->parts.empty())
        find("odd_call", "NEWOBJ_EX gives arguments by name: " + printed(*named, 60) + ".");
      return call(callee, given);
    }
    case Op::kInst: {
      std::vector<Item*> given = pop_to_mark();
      name(i.text, i.more);
      Item* callee = pop();
      return call(callee, make_with(Kind::kTuple, std::move(given)));
    }
    case Op::kObj: {
      std::vector<Item*> given = pop_to_mark();
      if (given.empty()) {
        find("empty_stack", "OBJ calls something where nothing is. Python stops here.");
        return push(unknown_);
      }
      Item* callee = given.front();
      given.erase(given.begin());
      return call(callee, make_with(Kind::kTuple, std::move(given)));
    }
    case Op::kBuild: return build();
    case Op::kPersid:
      return refused("persistent_id", "what the loader has for " + shown(i.text, 30),
                     "PERSID asks the program that loads the file for '" + shown(i.text) + "'.");
    case Op::kBinpersid: {
      const std::string what = printed(*pop(), 60);
      return refused("persistent_id", "what the loader has for " + what,
                     "BINPERSID asks the program that loads the file for " + what + ".");
    }
    case Op::kNextBuffer:
      return refused("buffer", "a buffer", "NEXT_BUFFER takes bytes that are kept outside of the file.");
    case Op::kReadonlyBuffer: return;
    default:
      return refused("extension", "extension " + std::to_string(i.number),
                     std::string(op_) + " names something by its number in the registry of the Python that loads it: " +
                         std::to_string(static_cast<int64_t>(i.number)) + ".");
  }
}

}  // namespace keepfit::pickle
