// Every small change of every file and request that is given, without chance. What is accepted is used now and then:
// that is slow, and what the other targets are for.
//   fuzz_sweep files STRIDE FIND FILE-OR-FOLDER...      each STRIDE-th change of each file, and of what requests fit
//   fuzz_sweep requests STRIDE FIND FILE-OR-FOLDER...   of each request, and of those for every operation
// What ends the program or takes too long is left behind in FIND.
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "changes.h"
#include "core/errors.h"
#include "core/estimator.h"
#include "history.h"
#include "persistence/codec.h"
#include "persistence/file.h"
#include "requests.h"
#include "tokens.h"
#include "use.h"

namespace keepfit::fuzz {
namespace {

using Blob = std::vector<uint8_t>;

std::vector<Blob> read_all(const std::vector<std::string>& places) {
  std::vector<std::string> paths;
  for (const std::string& place : places) {
    if (!std::filesystem::is_directory(place)) {
      paths.push_back(place);
      continue;
    }
    std::vector<std::string> inside;
    for (const auto& each : std::filesystem::directory_iterator(place)) inside.push_back(each.path().string());
    std::sort(inside.begin(), inside.end());
    paths.insert(paths.end(), inside.begin(), inside.end());
  }
  std::vector<Blob> out;
  for (const std::string& path : paths) {
    std::ifstream in(path, std::ios::binary);
    out.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return out;
}

constexpr unsigned kSeconds = 20;  // that one change may take
const char* find_path = nullptr;
const Blob* under_way = nullptr;

void leave_behind(int) {
  std::FILE* out = under_way ? std::fopen(find_path, "wb") : nullptr;
  if (out) {
    std::fwrite(under_way->data(), 1, under_way->size(), out);
    std::fclose(out);
  }
  std::signal(SIGABRT, SIG_DFL);
  std::abort();
}

void keep(const Blob& bytes) {
  under_way = &bytes;
  alarm(kSeconds);
}

/// Counts changes and lets each `stride`-th of them through.
class Counter {
 public:
  explicit Counter(size_t stride) : stride_(stride) {}
  bool wanted() { return seen++ % stride_ == 0 && ++tried; }
  size_t seen = 0, tried = 0;

 private:
  size_t stride_;
};

constexpr size_t kUsed = 32;  // of so many that are accepted, one is used

bool is_accepted(const Blob& bytes) {
  try {
    ProofResult proof;
    load(bytes.data(), bytes.size(), &proof);
    return true;
  } catch (const Error& e) {
    expect_readable(e);
    return false;
  }
}

void sweep_file(const Blob& file, const std::vector<Value>& donors, Counter& count, size_t& accepted) {
  const auto attempt = [&](const Blob& bytes) {
    keep(bytes);
    if (is_accepted(bytes) && accepted++ % kUsed == 0) load_and_use(bytes.data(), bytes.size());
  };
  const size_t before = accepted;
  attempt(file);
  // What is refused as it is will be so for the same reason.
  if (accepted == before) return;
  // Cut off at each of its first bytes and here and there; and each of the first with another value.
  for (size_t i = 0; i < file.size(); i += i < 64 ? 1 : 97) {
    if (count.wanted()) attempt(Blob(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(i)));
    Blob other = file;
    other[i] ^= 0x21;
    if (count.wanted()) attempt(other);
    seal(other.data(), other.size());
    if (count.wanted()) attempt(other);
  }
  // The end once more: all is well at both ends, and something too much between them.
  Blob longer = file;
  longer.insert(longer.end(), file.end() - 25, file.end());
  seal(longer.data(), longer.size());
  attempt(longer);
  const Parsed parsed = parse_file(file.data(), file.size());
  // Of an engine to come, with something that this one does not know.
  Value::Map later = parsed.card.map();
  for (auto& [key, value] : later) {
    if (key == "engine") value = Value::Map{{"fitted_with", "99.0.0"}, {"saved_with", "99.0.0"}};
  }
  Value::Map unknown = parsed.pipeline.map();
  unknown.front().second = "EstimatorToCome";
  attempt(write_file(Value(std::move(later)), Value(std::move(unknown)), {}).bytes);
  Value card = parsed.card, pipeline = parsed.pipeline, proof = parsed.proof;
  each_change(pipeline, donors, [&](const Value& changed) {
    if (count.wanted()) attempt(write_file(parsed.card, changed, {}).bytes);
  });
  // Cards and proofs are much alike.
  static std::set<std::string> known;
  if (known.insert(shape_of(card)).second) {
    each_change(card, {}, [&](const Value& changed) {
      if (count.wanted()) attempt(write_file(changed, parsed.pipeline, {}).bytes);
    });
  }
  if (known.insert(shape_of(proof)).second) {
    each_change(proof, {}, [&](const Value& changed) {
      if (count.wanted()) attempt(write_file(parsed.card, parsed.pipeline, changed).bytes);
    });
  }
}

void sweep_request(const std::string& operation, const Value& given, Counter& count) {
  const auto attempt = [&](const Value& request) {
    Blob bytes(operation.begin(), operation.end());
    bytes.push_back(0);
    encode(request, bytes);
    keep(bytes);
    ask(operation, request);
  };
  attempt(given);
  // What asks for much is changed in few places only.
  if (encode(given).size() > 100'000) return;
  Value request = given;
  each_change(request, {}, [&](const Value& changed) {
    if (count.wanted()) attempt(changed);
  });
}

/// An operation's name, a zero byte, the request.
std::pair<std::string, Value> read_request(const Blob& bytes) {
  const auto zero = std::find(bytes.begin(), bytes.end(), 0);
  const auto head = static_cast<size_t>(zero - bytes.begin()) + 1;
  return {std::string(bytes.begin(), zero), decode(bytes.data() + head, bytes.size() - head)};
}

/// Requests begin with a name and a zero byte; all else is, or passes for, a model.
bool is_keepfit(const Blob& bytes) {
  const auto end = std::find_if(bytes.begin(), bytes.end(), [](uint8_t c) { return c != '_' && (c < 'a' || c > 'z'); });
  return end == bytes.begin() || end == bytes.end() || *end != 0;
}

/// Files that fits make, with each value of each parameter, where they hold something else than those before.
std::vector<Blob> fitted_files(const std::vector<Blob>& given, Counter& count) {
  std::vector<Value> all = fits();
  for (const Blob& bytes : given) {
    if (auto [operation, request] = read_request(bytes); operation == "fit") all.push_back(std::move(request));
  }
  std::vector<Blob> out;
  std::set<std::string> known;
  const auto note = [&](const Value& request) {
    Blob bytes(4, 0);
    encode(request, bytes);
    keep(bytes);
    Blob file = file_of(request);
    if (file.empty()) return;
    const Value node = parse_file(file.data(), file.size()).pipeline;
    if (known.insert(node.at("class").text() + shape_of(node.at("fitted"))).second) out.push_back(std::move(file));
  };
  for (const Value& request : all) {
    note(request);
    each_choice(request.at("recipe"), [&](const Value& changed) {
      Value other = request;
      for (auto& [key, value] : *other.get_if<Value::Map>()) {
        if (key == "recipe") value = changed;
      }
      if (count.wanted()) note(other);
    });
  }
  return out;
}

int sweep(const std::string& what, size_t stride, const std::vector<Blob>& given) {
  Counter count(std::max<size_t>(1, stride));
  size_t accepted = 0;
  std::vector<Blob> files, asked;
  for (const Blob& bytes : given) (is_keepfit(bytes) ? files : asked).push_back(bytes);
  if (what == "files") {
    for (Blob& made : fitted_files(asked, count)) files.push_back(std::move(made));
    for (Blob& older : older_files()) files.push_back(std::move(older));
    // One small step of each kind, to stand where another one was.
    std::vector<Value> donors;
    std::set<std::string> kinds;
    for (const Blob& file : files) {
      try {
        if (file.size() > 3000) continue;
        ProofResult proof;
        const Model model = load(file.data(), file.size(), &proof);
        const Declaration& d = model.estimator->declaration();
        // What pipelines end in makes them what they are.
        if (kinds.insert(std::string(d.module) + kind_name(d.kind) + kind_name(model.estimator->kind())).second)
          donors.push_back(parse_file(file.data(), file.size()).pipeline);
      } catch (const Error&) {
        // It is there to be refused.
      }
    }
    for (const Blob& file : files) sweep_file(file, donors, count, accepted);
    std::printf("%zu files, %zu of %zu changes tried, %zu accepted\n", files.size(), count.tried, count.seen, accepted);
    return 0;
  }
  for (const auto& bytes : raw_requests()) ask("fit", bytes.data(), bytes.size());
  ask("\xff is no text", Value::Map{});
  auto all = requests();
  for (Value& request : fits()) all.emplace_back("fit", std::move(request));
  for (const Blob& bytes : asked) all.push_back(read_request(bytes));
  for (size_t i = 0; i < files.size(); ++i) {
    const Value file = Bytes::own(files[i]);
    for (const char* operation : {"load", "verify", "inspect"}) ask(operation, Value::Map{{"bytes", file}});
    ask("load", Value::Map{{"bytes", file}, {"report", true}});
    ask("diff", Value::Map{{"a", Bytes::own(files[i ? i - 1 : 0])}, {"b", file}});
  }
  for (const auto& [operation, request] : all) sweep_request(operation, request, count);
  std::printf("%zu requests, %zu of %zu changes tried\n", all.size(), count.tried, count.seen);
  return 0;
}

}  // namespace
}  // namespace keepfit::fuzz

int main(int count, char** given) {
  const std::string what = count > 4 ? given[1] : "";
  if (what != "files" && what != "requests") {
    std::fprintf(stderr, "fuzz_sweep files|requests STRIDE FIND FILE-OR-FOLDER...\n");
    return 2;
  }
  keepfit::fuzz::find_path = given[3];
  for (const int signal : {SIGABRT, SIGALRM, SIGSEGV}) std::signal(signal, keepfit::fuzz::leave_behind);
  return keepfit::fuzz::sweep(what, static_cast<size_t>(std::atoi(given[2])),
                              keepfit::fuzz::read_all({given + 4, given + count}));
}
