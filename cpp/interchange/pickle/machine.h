// Walks through a pickle as Python's unpickler would, and makes data only: a name stays a name, a call stays what was
// to be called and with what. Nothing in a file can make it do more. It never gives up before the file does: what is
// not there is noted and taken for something unknown, since Python will have run all that stood before.
//
// joblib writes the bytes of arrays between the instructions, each behind the state of a wrapper; those are skipped by
// the shape and type that the wrapper states. Source of both: CPython's Lib/pickle.py and joblib's numpy_pickle.py.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "interchange/known.h"
#include "interchange/pickle/items.h"
#include "interchange/pickle/opcodes.h"

namespace keepfit::pickle {

/// What a file may ask for at most.
inline constexpr size_t kMostItems = 4'000'000;
/// Pickles within a pickle, as joblib writes arrays of objects.
inline constexpr int kMostWithin = 8;
/// Of calls and of findings so many are kept; all are counted.
inline constexpr size_t kMostKept = 500;
/// Entries of states that are looked through, all in all.
inline constexpr size_t kMostLooked = 50'000'000;
/// Bytes of a name with its module.
inline constexpr size_t kLongestName = 1000;
/// Different names.
inline constexpr size_t kMostNames = 10'000;

/// A name that the file asks Python to look up.
struct Global {
  std::string module, name;
  interchange::Role role;
  size_t at;  // where it stands first
  size_t times = 0, calls = 0;
  std::string_view kept_module, kept_name;  // the same, as long as the items are there
  size_t bound = 0;                         // calls that only bind a method, or ask for a type
};

/// Something of no known file that would be called.
struct Call {
  size_t at;
  std::string opcode, callee, arguments;
};

struct Finding {
  std::string code;
  size_t at;
  std::string message;
};

/// A row of the listing.
struct Line {
  size_t at;
  std::string opcode, argument;
};

/// All that was met, also in pickles within.
struct Log {
  std::vector<Global> globals;  // in the order in which they stand first
  std::map<std::pair<std::string, std::string>, size_t> global_places;
  std::vector<Call> calls;
  size_t calls_met = 0;
  std::vector<Finding> findings;
  size_t findings_met = 0;
  std::optional<Finding> odd_call;    // the first of what makes more than arrays and numbers, or texts of texts
  size_t looked = 0;                  // entries of states that were looked through
  std::vector<std::string> versions;  // of scikit-learn, as states of estimators tell them
  std::array<size_t, 256> opcodes{};
  size_t instructions = 0;
  int protocol = 0;                    // the highest that is stated
  size_t arrays = 0, array_bytes = 0;  // between the instructions, by joblib

  /// Instructions from `list_from`, at most `list_count` of them.
  size_t list_from = 0, list_count = 0;
  std::vector<Line> lines;

  void find(const char* code, size_t at, std::string message);
};

/// One pickle of a file, from a place to its STOP.
class Machine {
 public:
  /// @param skip_arrays  As joblib does; false: as pickle.load, to which their bytes are instructions.
  Machine(std::string_view file, Items& items, Log& log, bool skip_arrays = true, int within = 0);

  /// Runs from `at` to behind STOP, or to where the file is broken.
  size_t run(size_t at);
  /// What STOP answered; null where there was none.
  const Item* result() const { return result_; }

 private:
  void step(const Instruction& i);
  void make_number(const Instruction& i);
  void make_text(const Instruction& i);
  void fill(const Instruction& i);
  void name_or_call(const Instruction& i);
  void list(const Instruction& i);

  Item* make(Kind kind);
  Item* make_with(Kind kind, std::vector<Item*> parts);
  Item* of_text(Kind kind, std::string_view text);
  void push(Item* item) { stack_.push_back(item); }
  Item* pop();
  std::vector<Item*> pop_to_mark();
  void add(Kind kind, const char* how, std::vector<Item*> more);

  void memoize(uint64_t place);
  void recall(uint64_t place);
  void name(std::string_view module, std::string_view name);
  void call(Item* callee, Item* given);
  void note_call(std::string callee, std::string arguments);
  void build();
  bool is_foreign(const Item& made) const;
  bool is_inert(const Item& made) const;
  void find(const char* code, std::string message) { log_.find(code, at_, std::move(message)); }

  std::string_view file_;
  Items& items_;
  Log& log_;
  bool skip_arrays_;
  int within_;
  std::vector<Item*> stack_;
  std::vector<size_t> marks_;
  std::unordered_map<uint64_t, Item*> memo_;
  size_t at_ = 0, next_ = 0;
  size_t frame_end_ = 0;  // where the frame ends that was stated last
  const char* op_ = "";
  bool stopped_ = false;
  Item* result_ = nullptr;
  Item *none_, *yes_, *no_, *unknown_, *empty_;
};

}  // namespace keepfit::pickle
