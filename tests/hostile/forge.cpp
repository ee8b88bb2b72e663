// Makes the files that tests and the page's gallery open: hostile ones, seeds for the fuzzers, and models to be frozen.
//   keepfit_forge hostile FOLDER    tests/hostile/*.keepfit and manifest.json
//   keepfit_forge corpus FOLDER     one small file per estimator and pipeline, and requests for the border
//   keepfit_forge models FOLDER     one file per estimator and two pipelines, with index.json (where the pipeline lies
//   in each)
#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "core/table.h"
#include "core/node.h"
#include "core/text.h"
#include "core/wire.h"
#include "persistence/codec.h"
#include "persistence/file.h"
#include "support/files.h"

namespace keepfit::test {
namespace {

Value recipe(const char* name, Value::Map params = {}) {
  return Value::Map{{"class", name}, {"params", std::move(params)}};
}
Value pipeline(Value::List steps) { return recipe("Pipeline", {{"steps", std::move(steps)}}); }

void write(const std::string& path, const void* data, size_t size) {
  std::ofstream out(path, std::ios::binary);
  out.write(static_cast<const char*>(data), static_cast<std::streamsize>(size));
  if (!out) throw std::runtime_error("cannot write " + path);
}
void write(const std::string& path, const Blob& bytes) { write(path, bytes.data(), bytes.size()); }

/// A few rows of a penguin's life: two columns of numbers, one of text, three kinds.
Sample birds() {
  const Index n = 12;
  Vector bill(n), mass(n);
  TextColumn island{{}, {"Biscoe", "Dream", "Torgersen"}}, kind{{}, {"Adelie", "Chinstrap", "Gentoo"}};
  for (Index i = 0; i < n; ++i) {
    bill[i] = 36.5 + 3.25 * static_cast<double>(i % 3) + 0.5 * static_cast<double>(i);
    mass[i] = 3400 + 600 * static_cast<double>(i % 3) + 25 * static_cast<double>(i);
    island.codes.push_back(static_cast<int32_t>(i % 3));
    kind.codes.push_back(static_cast<int32_t>(i % 3));
  }
  bill[4] = std::numeric_limits<double>::quiet_NaN();
  std::vector<Column> columns{Column::of_numbers(bill), Column::of_numbers(mass), Column::of_text(island)};
  return {Table::from_columns(std::move(columns), {"bill", "mass", "island"}, n), Column::of_text(kind)};
}

Value bird_recipe(const Value& model) {
  const Value numbers =
      pipeline({Value::List{"fill", recipe("SimpleImputer")}, Value::List{"scale", recipe("StandardScaler")}});
  const Value columns =
      recipe("ColumnTransformer",
             {{"transformers", Value::List{Value::List{"num", numbers, Value::List{"bill", "mass"}},
                                           Value::List{"cat", recipe("OneHotEncoder", {{"handle_unknown", "ignore"}}),
                                                       Value::List{"island"}}}}});
  return pipeline({Value::List{"columns", columns}, Value::List{"model", model}});
}

Model fit_birds(const Value& r) {
  const Sample data = birds();
  return fit_model(from_recipe(r), data.X, &data.y);
}

std::string snake(const std::string& name) {
  const auto upper = [&](size_t i) { return i < name.size() && std::isupper(static_cast<unsigned char>(name[i])); };
  std::string out;
  for (size_t i = 0; i < name.size(); ++i) {
    // KNNImputer is knn_imputer.
    if (i > 0 && upper(i) && (!upper(i - 1) || (i + 1 < name.size() && !upper(i + 1)))) out += '_';
    out += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
  }
  return out;
}

// ---- models -------------------------------------------------------------------------------------------------------

void models(const std::string& folder) {
  Json index = Json::array();
  const auto add = [&](const std::string& name, const Model& model) {
    const Dump file = dump(model, Value::Map{{"name", name}, {"created", "2026-01-31T12:00:00Z"}});
    write(folder + "/" + name + ".keepfit", file.bytes);
    index.push_back({{"file", name + ".keepfit"},
                     {"class", model.estimator->declaration().name},
                     {"pipeline", {file.sections.pipeline.offset, file.sections.pipeline.size}}});
  };
  for (const Subject& subject : plain_subjects()) add(snake(subject.name), fit_subject(subject));
  const Data penguins = read_dataset("penguins");
  const Value numbers = pipeline({Value::List{"fill", recipe("SimpleImputer", {{"strategy", "median"}})},
                                  Value::List{"scale", recipe("StandardScaler")}});
  const Value texts = pipeline({Value::List{"fill", recipe("SimpleImputer", {{"strategy", "most_frequent"}})},
                                Value::List{"encode", recipe("OneHotEncoder", {{"handle_unknown", "ignore"}})}});
  const Value columns =
      recipe("ColumnTransformer",
             {{"transformers",
               Value::List{Value::List{"num", numbers, Value::List{"bill_length_mm", "bill_depth_mm", "body_mass_g"}},
                           Value::List{"cat", texts, Value::List{"island", "sex"}}}}});
  add("pipeline_penguins_logistic",
      fit_model(
          from_recipe(pipeline({Value::List{"columns", columns}, Value::List{"model", recipe("LogisticRegression")}})),
          penguins.X, &penguins.y));
  const Data iris = read_dataset("iris");
  add("pipeline_iris_tree", fit_model(from_recipe(pipeline({Value::List{"scale", recipe("MinMaxScaler")},
                                                            Value::List{"model", recipe("DecisionTreeClassifier")}})),
                                      iris.X, &iris.y));
  const std::string text =
      Json{{"engine", engine_version()}, {"format", kFormatVersion}, {"files", index}}.dump(2) + "\n";
  write(folder + "/index.json", text.data(), text.size());
}

// ---- corpus -------------------------------------------------------------------------------------------------------

void corpus(const std::string& folder) {
  std::filesystem::create_directories(folder + "/files");
  std::filesystem::create_directories(folder + "/requests");
  const auto add = [&](const std::string& name, const Model& model) {
    const ProofRequest none{ProofRequest::What::kNone, nullptr};
    write(folder + "/files/" + name + ".keepfit", dump(model, {}, none).bytes);
  };
  for (const Subject& subject : plain_subjects()) add(snake(subject.name), fit_subject(subject));
  add("birds_tree", fit_birds(bird_recipe(recipe("DecisionTreeClassifier", {{"max_depth", 2}}))));
  add("birds_logistic", fit_birds(bird_recipe(recipe("LogisticRegression"))));
  const Model proved = fit_birds(pipeline(
      {Value::List{"columns", recipe("ColumnTransformer",
                                     {{"transformers",
                                       Value::List{Value::List{"cat", recipe("OneHotEncoder"), Value::List{"island"}}}},
                                      {"remainder", recipe("SimpleImputer")}})},
       Value::List{"model", recipe("DecisionTreeClassifier", {{"max_depth", 2}})}}));
  const Blob file =
      dump(proved,
           Value::Map{{"name", "birds"}, {"notes", "Seen on an island."}, {"metrics", Value::Map{{"accuracy", 0.5}}}})
          .bytes;
  write(folder + "/files/birds_proved.keepfit", file);

  const auto ask = [&](const std::string& op, const std::string& name, const Value& request) {
    Blob bytes(op.begin(), op.end());
    bytes.push_back(0);
    encode(request, bytes);
    write(folder + "/requests/" + name, bytes);
  };
  const Sample data = birds();
  const Value X = wire::write_table(data.X, data.X.names()), y = wire::write_column(data.y);
  const Value ab = Value::Map{{"columns", Value::List{Value::List{"a", Array::own(std::vector<double>{1, 2, 3})},
                                                      Value::List{"b", Array::own(std::vector<double>{0, 1, -1})}}},
                              {"rows", 3}};
  const Value three =
      Value::Map{{"codes", Array::own(std::vector<int32_t>{0, 1, 0})}, {"categories", Value::List{"no", "yes"}}};
  const Value plain = Value::Map{{"data", Array::own(std::vector<double>{1, 2, 3, 4, 5, 6}, {3, 2})}};
  ask("schema", "schema", Value::Map{});
  ask("fit", "fit_birds", Value::Map{{"recipe", bird_recipe(recipe("LogisticRegression"))}, {"X", X}, {"y", y}});
  for (const Subject& subject : plain_subjects()) {
    const bool number = subject.make()->kind() == Kind::kRegressor;
    ask("fit", "fit_" + snake(subject.name),
        Value::Map{{"recipe", subject.recipe},
                   {"X", plain},
                   {"y", number ? Value(Array::own(std::vector<double>{1, 0.5, 2})) : three}});
  }
  for (const char* op : {"predict", "predict_proba", "transform", "inverse_transform", "warnings"}) {
    for (int handle : {0, 1, 2})
      ask(op, std::string(op) + "_" + std::to_string(handle),
          Value::Map{{"model", handle}, {"X", handle == 1 ? plain : ab}});
  }
  for (const char* op : {"score", "evaluate"}) ask(op, op, Value::Map{{"model", 0}, {"X", ab}, {"y", three}});
  for (const char* op : {"params", "fitted", "describe"}) ask(op, op, Value::Map{{"model", 1}});
  ask("metric", "metric", Value::Map{{"name", "accuracy"}, {"y_true", three}, {"y_pred", three}});
  ask("metric", "metric_auc",
      Value::Map{{"name", "roc_auc"}, {"y_true", three}, {"y_score", Array::own(std::vector<double>{0.1, 0.9, 0.4})}});
  ask("train_test_split", "split", Value::Map{{"n", 20}, {"test_size", 0.25}, {"random_state", 0}, {"shuffle", true}});
  ask("train_test_split", "split_stratified",
      Value::Map{{"n", 12}, {"test_size", 4}, {"random_state", 1}, {"shuffle", true}, {"stratify", y}});
  ask("dump", "dump", Value::Map{{"model", 0}, {"card", Value::Map{{"name", "a"}, {"notes", "b"}}}, {"proof", ab}});
  for (const char* op : {"load", "verify", "inspect"}) ask(op, op, Value::Map{{"bytes", Bytes::own(file)}});
  ask("diff", "diff",
      Value::Map{{"a", Bytes::own(file)},
                 {"b", Bytes::own(dump(fit_birds(bird_recipe(recipe("LogisticRegression"))), {},
                                       {ProofRequest::What::kNone, nullptr})
                                      .bytes)}});
}

// ---- hostile ------------------------------------------------------------------------------------------------------

Value& entry(Value& map, const std::string& key) {
  for (auto& [name, value] : *map.get_if<Value::Map>()) {
    if (name == key) return value;
  }
  throw std::runtime_error("no entry " + key);
}
Value& step(Value& node, size_t i) {
  Value& list = entry(entry(node, "params"), node.at("class").is("Pipeline") ? "steps" : "transformers");
  return (*(*list.get_if<Value::List>())[i].get_if<Value::List>())[1];
}
Value& fitted(Value& node, const char* name) { return entry(entry(node, "fitted"), name); }

class Gallery {
 public:
  explicit Gallery(std::string folder) : folder_(std::move(folder)) {}

  struct About {
    const char* file;
    const char* title;
    const char* intent;
    const char* rule;
    const char* pickle;
    const char* reference;
  };

  void add(const About& about, const Blob& bytes) {
    std::string got = "accepted", where;
    try {
      load(bytes.data(), bytes.size());
    } catch (const Error& e) {
      got = e.code;
      where = e.where;
    }
    if (got != about.rule) {
      std::fprintf(stderr, "%s: the rule is %s, but the engine says %s\n", about.file, about.rule, got.c_str());
      wrong = true;
    }
    write(folder_ + "/" + about.file + ".keepfit", bytes);
    files.push_back({{"file", std::string(about.file) + ".keepfit"},
                     {"title", about.title},
                     {"intent", about.intent},
                     {"rule", about.rule},
                     {"where", where},
                     {"pickle", about.pickle},
                     {"reference", about.reference}});
  }

  Json files = Json::array();
  bool wrong = false;

 private:
  std::string folder_;
};

const char* const kCode = "It would have run the code while loading, before anybody could look.";
const char* const kNotNoticed = "It would have loaded; the change shows as wrong predictions, or never.";
const char* const kCrash =
    "It would have filled the object's fields unchecked; predicting then reads foreign memory or never ends.";
const char* const kMemory = "It would have taken the memory that it asks for, until the machine has none left.";

void raw_files(Gallery& g, const Blob& good) {
  g.add({"empty", "An empty file", "Make a program believe that saving worked.", "empty_file",
         "It raises EOFError, which many programs do not catch.", "tfjs #1195"},
        {});
  Blob bytes = good;
  bytes[good.size() / 2] ^= 0x10;
  g.add({"flipped_bit", "One bit flipped", "Damage a weight on its way, unnoticed.", "damaged", kNotNoticed,
         "safetensors #220"},
        bytes);
  g.add({"truncated", "The tail is missing", "A download that broke off passes for the whole model.", "truncated",
         "It raises an error at best; with raw arrays behind it, it may load garbage.", "safetensors #220"},
        Blob(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(good.size() * 2 / 3)));
  bytes = good;
  for (char c : std::string("PK\x05\x06 and more")) bytes.push_back(static_cast<uint8_t>(c));
  g.add({"trailing_bytes", "Something hangs on behind", "Make one file be two things to two programs.",
         "trailing_bytes", "It would have been ignored: a pickle ends at its STOP, whatever follows.",
         "safetensors: no holes, no polyglots"},
        bytes);
  g.add({"newer_version", "From the future", "Have an old reader guess at a new format.", "newer_format",
         "It fails somewhere in the middle, naming an internal function.", "scikit-learn #10319"},
        write_file(Value::Map{}, Value::Map{}, {}, 2).bytes);
  // Protocol, None, STOP: the head of a pickle, and nothing in it.
  g.add({"pickle", "A pickle with another name", "Have it unpickled, which runs what it says.", "not_keepfit", kCode,
         "CVE-2024-34997 (joblib)"},
        {0x80, 4, 0x95, 2, 0, 0, 0, 0, 0, 0, 0, 'N', '.'});
  const std::string zip("PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0b\0\0\0schema.json", 41);
  g.add({"zip", "A zip archive", "Have another loader tried in silence, such as one that unpickles.", "not_keepfit",
         "A skops loader before 0.13 fell back on joblib, hence on pickle, for what was no zip.",
         "CVE-2025-54886 (skops)"},
        Blob(zip.begin(), zip.end()));
  const std::string onnx(
      "\x08\x0d\x12\x08skl2onnx\x1a\x06"
      "1.21.0",
      20);
  g.add({"onnx", "An ONNX model", "Have the format guessed from the content.", "not_keepfit",
         "It raises UnpicklingError; a loader that guesses would go on trying.", "CVE-2025-54886 (skops)"},
        Blob(onnx.begin(), onnx.end()));
  const std::string hdf("\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0", 16);
  g.add({"hdf5", "An old Keras file", "Reach a legacy reader that ignores the safe mode.", "not_keepfit",
         "The Keras reader of this format ran Lambda layers even with safe_mode.", "CVE-2025-9905 (Keras)"},
        Blob(hdf.begin(), hdf.end()));
  const std::string page = "<!doctype html><title>404</title><script>alert(1)</script>";
  g.add({"error_page", "An error page saved as a model", "Have a server's error page taken for the model.",
         "not_keepfit", "It raises UnpicklingError: invalid load key, '<'.", "tfjs #1470"},
        Blob(page.begin(), page.end()));
}

/// Bytes put in the place of the card's value of "notes", which the writer cannot write.
Blob with_raw_notes(const Model& model, const Blob& raw) {
  Blob bytes = dump(model, Value::Map{{"notes", "@@@@"}}, {ProofRequest::What::kNone, nullptr}).bytes;
  const Blob mark{0xa4, '@', '@', '@', '@'};
  const auto at = std::search(bytes.begin(), bytes.end(), mark.begin(), mark.end());
  const auto place = bytes.erase(at, at + static_cast<std::ptrdiff_t>(mark.size()));
  bytes.insert(place, raw.begin(), raw.end());
  return sealed(std::move(bytes));
}

void spelled_files(Gallery& g, const Model& model) {
  Blob raw(200, 0x91);
  raw.push_back(0xc0);
  g.add({"depth_bomb", "Lists in lists in lists", "Exhaust the reader's stack.", "limit",
         "It ends in a RecursionError or a crash of the interpreter.", "parse limits"},
        with_raw_notes(model, raw));
  g.add({"count_bomb", "A list that claims two thousand million entries",
         "Have memory taken for entries that are not there.", "limit", kMemory, "msgpack-c #236"},
        with_raw_notes(model, {0xdd, 0x7f, 0xff, 0xff, 0xff}));
  g.add({"count_lie", "A list that claims more entries than there are bytes",
         "Have memory taken for entries that are not there.", "truncated", kMemory, "msgpack-c #236"},
        with_raw_notes(model, {0xdd, 0, 0x7f, 0xff, 0xff}));
  g.add({"text_length_lie", "A text longer than the file", "Read beyond the end of the file.", "truncated",
         "It raises an error in new versions; old C parsers read past the end.", "msgpack #317"},
        with_raw_notes(model, {0xdb, 0xff, 0xff, 0xff, 0xf0}));
  g.add({"invalid_utf8", "A text that is none", "Slip bytes past a check that another program reads differently.",
         "malformed", "It raises UnicodeDecodeError in the middle of loading.", "msgpack #215"},
        with_raw_notes(model, {0xa4, 0xff, 0xfe, 0xc0, 0x80}));
  g.add({"duplicate_key", "One key twice", "Show a checker one value and the reader another.", "malformed",
         "The later one wins in silence.", "safetensors: no duplicate keys"},
        with_raw_notes(model, {0x82, 0xa1, 'a', 1, 0xa1, 'a', 2}));
  g.add({"key_no_text", "A key that is no text", "Reach code that expects text.", "malformed",
         "Any object can be a key, and its hash function is called.", "MessagePack profile"},
        with_raw_notes(model, {0x81, 0x01, 0x02}));
  g.add({"proto_key", "A key that is no key in JavaScript", "Change the prototype of every object in the page.",
         "malformed", "Attributes named __class__ or __dict__ do the same to a Python object.",
         "prototype pollution; scikit.js copies every key"},
        with_raw_notes(model, {0x81, 0xa9, '_', '_', 'p', 'r', 'o', 't', 'o', '_', '_', 0x80}));
  g.add({"unknown_extension", "A value of an unknown type", "Have a type decoded by whoever registered for it.",
         "malformed", "It names the class that decodes it; that is the attack.", "CVE-2025-1550 (Keras)"},
        with_raw_notes(model, {0xd4, 99, 0}));
  g.add({"array_length_lie", "An array with less in it than its shape says", "Read beyond the end of an array.",
         "malformed", "NumPy checks this one; raw readers of the same data have not.",
         "xgboost: foreign JSON may lead to undefined behaviours"},
        with_raw_notes(model, {0xd8, 1, 1, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
  g.add({"empty_array_lie", "An array of no rows and four thousand million columns",
         "Have memory taken for columns that hold nothing.", "malformed", kMemory, "parse limits"},
        with_raw_notes(model, {0xc7, 12, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff}));
  g.add({"longer_integer", "The same number in a longer form",
         "Two files with one meaning, so that fingerprints say nothing.", "not_canonical",
         "There are endless pickles of one object; no two runs need agree.", "msgpack: no canonical form"},
        [&] {
          Blob bytes = dump(model, {}, {ProofRequest::What::kNone, nullptr}).bytes;
          const Blob mark{'n', '_', 'f', 'e', 'a', 't', 'u', 'r', 'e', 's', '_', 'i', 'n', '_', 3};
          const auto at = std::search(bytes.begin(), bytes.end(), mark.begin(), mark.end()) + 14;
          bytes.insert(at, 0xcc);
          return sealed(std::move(bytes));
        }());
  g.add({"parts_swapped", "Card and pipeline change places", "Have the fingerprint taken over the wrong part.",
         "malformed", "There is no fingerprint to protect.", "canonical profile"},
        [&] {
          Blob bytes = dump(model, {}, {ProofRequest::What::kNone, nullptr}).bytes;
          const Sections s = parse_file(bytes.data(), bytes.size()).sections;
          const auto from = [&](size_t a, size_t b) {
            return Blob(bytes.begin() + static_cast<std::ptrdiff_t>(a), bytes.begin() + static_cast<std::ptrdiff_t>(b));
          };
          const size_t card = s.card.offset - 5, body = s.pipeline.offset - 9,
                       rest = s.pipeline.offset + s.pipeline.size;
          Blob out = from(0, card);
          for (const Blob& part : {from(body, rest), from(card, body), from(rest, bytes.size())})
            out.insert(out.end(), part.begin(), part.end());
          return sealed(std::move(out));
        }());
}

template <class T>
void set_element(Value& array, size_t at, T value) {
  std::vector<T> all = array.array().to_vector<T>();
  all.at(at) = value;
  array = Array::own(std::move(all), array.array().shape);
}

void forged_files(Gallery& g, const Model& model) {
  const Blob good = dump(model, {}, {ProofRequest::What::kNone, nullptr}).bytes;
  const auto forged = [&](const std::function<void(Value&)>& change) {
    Parsed parsed = parse_file(good.data(), good.size());
    change(parsed.pipeline);
    return write_file(parsed.card, parsed.pipeline).bytes;
  };
  const auto tree = [](Value& p) -> Value& { return fitted(step(p, 1), "tree_"); };
  g.add({"unknown_class", "A step that is a system command", "Have a name in the file looked up and called.",
         "unknown_estimator", "os.system would have been called with whatever text the file holds.",
         "CVE-2025-1550 (Keras)"},
        forged([](Value& p) { entry(step(p, 1), "class") = "os.system"; }));
  g.add({"extra_code", "A step with an entry of its own", "Bring code along where a lenient reader looks for options.",
         "audit_names", kCode, "CVE-2025-8747 (Keras)"},
        forged([](Value& p) {
          step(p, 1).get_if<Value::Map>()->emplace_back("__reduce__", Value::List{"os.system", "echo"});
        }));
  g.add({"trust_list", "A file that says whom to trust", "Have the file decide which of its own types are safe.",
         "audit_card", "No list is asked for: everything is trusted.",
         "GHSA-w582-9x45-8mpx (MLflow), CVE-2024-37065 (skops)"},
        [&] {
          const Parsed parsed = parse_file(good.data(), good.size());
          Value card = parsed.card;
          card.get_if<Value::Map>()->emplace_back("trusted", Value::List{"os.system"});
          return write_file(card, parsed.pipeline).bytes;
        }());
  g.add({"wrong_parameter", "A parameter that does not exist", "Set a field that the author never meant to be set.",
         "audit_names", "It would have been set as an attribute: anything can be overwritten.",
         "scikit.js: copies every JSON key onto the instance"},
        forged([](Value& p) { (*entry(step(p, 1), "params").get_if<Value::Map>())[0].first = "__class__"; }));
  g.add({"wrong_value", "A parameter with a value it cannot have", "Reach a branch that no test has seen.",
         "bad_parameter", "It would have been taken as it is and fail much later.", "CVE-2025-9906 (Keras)"},
        forged([](Value& p) { entry(entry(step(p, 1), "params"), "criterion") = "eval"; }));
  g.add({"missing_attribute", "A fitted value is missing", "Have a predictor run on what an older version left.",
         "audit_names", "AttributeError at the first prediction, in production.", "scikit-learn #30744"},
        forged([&](Value& p) { tree(p).get_if<Value::Map>()->pop_back(); }));
  g.add({"wrong_dtype", "Weights of another type", "Have eight bytes read as four, or four as eight.", "audit_type",
         "A tree whose node type changed reads its neighbours' bytes.", "scikit-explain #92"},
        forged([&](Value& p) {
          entry(tree(p), "threshold") =
              Array::own(std::vector<float>(entry(tree(p), "threshold").array().size(), 0.5f));
        }));
  g.add({"wrong_shape", "One mean too few", "Read beyond the end of an array when predicting.", "audit_shape", kCrash,
         "structural checks"},
        forged([](Value& p) { fitted(step(step(step(p, 0), 0), 1), "mean_") = Array::own(std::vector<double>{1.0}); }));
  g.add({"cyclic_tree", "A tree that bites its tail", "Have a prediction run for ever.", "audit_values", kCrash,
         "xgboost: foreign JSON may lead to undefined behaviours"},
        forged([&](Value& p) { set_element<int32_t>(entry(tree(p), "children_right"), 0, 0); }));
  g.add({"child_out_of_range", "A child that is not there", "Read memory behind the tree.", "audit_values", kCrash,
         "xgboost: foreign JSON may lead to undefined behaviours"},
        forged([&](Value& p) { set_element<int32_t>(entry(tree(p), "children_left"), 0, 1000000); }));
  g.add({"two_parents", "Two parents of one node", "Make a tree that prints as one thing and predicts as another.",
         "audit_values", kNotNoticed, "structural checks"},
        forged([&](Value& p) { set_element<int32_t>(entry(tree(p), "children_right"), 0, 1); }));
  g.add({"feature_out_of_range", "A question about column 500", "Read memory behind the row.", "audit_values", kCrash,
         "structural checks"},
        forged([&](Value& p) { set_element<int32_t>(entry(tree(p), "feature"), 0, 500); }));
  g.add(
      {"nan_threshold", "A threshold that is not a number", "Send every row the same way without a trace.",
       "audit_values", kNotNoticed, "xgboost #10056"},
      forged([&](Value& p) { set_element(entry(tree(p), "threshold"), 0, std::numeric_limits<double>::quiet_NaN()); }));
  g.add({"negative_scale", "A scale below zero", "Turn high into low without touching a weight.", "audit_values",
         kNotNoticed, "structural checks"},
        forged([](Value& p) { set_element(fitted(step(step(step(p, 0), 0), 1), "scale_"), 0, -1.0); }));
  g.add({"infinite_weight", "A weight that is infinite", "Have one column decide everything, or every answer be NaN.",
         "audit_values", kNotNoticed, "safetensors #220"},
        [&] {
          const Model linear = fit_birds(bird_recipe(recipe("LogisticRegression")));
          const Blob bytes = dump(linear, {}, {ProofRequest::What::kNone, nullptr}).bytes;
          Parsed parsed = parse_file(bytes.data(), bytes.size());
          set_element(fitted(step(parsed.pipeline, 1), "coef_"), 0, std::numeric_limits<double>::infinity());
          return write_file(parsed.card, parsed.pipeline).bytes;
        }());
  g.add({"unsorted_classes", "Classes in another order", "Swap two labels while everything else stays.", "audit_type",
         kNotNoticed, "lightgbm #5951"},
        forged([](Value& p) { fitted(step(p, 1), "classes_") = Value::List{"Gentoo", "Chinstrap", "Adelie"}; }));
  g.add({"repeated_category", "One category twice", "Make two columns answer to one value.", "audit_type", kNotNoticed,
         "catboost #1145"},
        forged([](Value& p) {
          fitted(step(step(p, 0), 1), "categories_") = Value::List{Value::List{"Biscoe", "Dream", "Dream"}};
        }));
  g.add({"column_out_of_range", "A column that the table does not have", "Read memory beside the table.",
         "audit_values", kCrash, "structural checks"},
        forged([](Value& p) {
          fitted(step(p, 0), "columns_") = Value::List{Value::List{0, 99}, Value::List{2}, Value::List{}};
        }));
  g.add({"unfitted_step", "A step that was never fitted", "Have a half-made model pass for a whole one.",
         "audit_values", "NotFittedError at the first prediction.", "scikit-learn #30744"},
        forged([](Value& p) { entry(step(p, 1), "fitted") = Value(); }));
  g.add({"wrong_widths", "Steps that do not fit together",
         "Have one step read more columns than the one before it wrote.", "audit_shape", kCrash, "structural checks"},
        forged([](Value& p) { fitted(step(p, 1), "n_features_in_") = 6; }));
  g.add({"huge_width", "Two thousand million input columns", "Have memory taken for the names of columns.",
         "audit_shape", kMemory, "parse limits"},
        write_file(parse_file(good.data(), good.size()).card,
                   [] {
                     Value node = to_node(*fit_birds(recipe("DummyClassifier")).estimator)
                                      .detached();  // a node views its model, which ends here
                     fitted(node, "n_features_in_") = 2000000000;
                     fitted(node, "feature_names_in_") = Value::List{};
                     return node;
                   }())
            .bytes);
  g.add({"nested_pipelines", "Forty pipelines inside one another", "Exhaust the stack of whoever walks the steps.",
         "limit", "It ends in a RecursionError or a crash of the interpreter.", "parse limits"},
        [&] {
          const Parsed parsed = parse_file(good.data(), good.size());
          Value node = parsed.pipeline;
          for (int i = 0; i < 40; ++i)
            node = Value::Map{{"class", "Pipeline"},
                              {"params", Value::Map{{"steps", Value::List{Value::List{"in", node}}}}},
                              {"fitted", Value()}};
          return write_file(parsed.card, node).bytes;
        }());
  g.add({"nested_remainders", "Forty column transformers inside one another",
         "Exhaust the stack of whoever walks the steps.", "audit_depth",
         "It ends in a RecursionError or a crash of the interpreter.", "parse limits"},
        [&] {
          const Parsed parsed = parse_file(good.data(), good.size());
          Value node = "drop";
          for (int i = 0; i < 40; ++i) {
            node = Value::Map{{"class", "ColumnTransformer"},
                              {"params", Value::Map{{"transformers", Value::List{}},
                                                    {"remainder", node},
                                                    {"transformer_weights", Value()},
                                                    {"verbose_feature_names_out", true}}},
                              {"fitted", Value()}};
          }
          return write_file(parsed.card, node).bytes;
        }());
  g.add({"endless_step_name", "A step whose name is a book",
         "Have the name repeated for everything inside the step, until memory runs out.", "bad_parameter", kMemory,
         "parse limits"},
        forged([](Value& p) {
          (*(*entry(entry(p, "params"), "steps").get_if<Value::List>())[0].get_if<Value::List>())[0] =
              std::string(5000, 'n');
        }));
  g.add({"other_input", "A card that describes another table",
         "Have the page ask for columns that the model does not take.", "audit_card", kNotNoticed, "lightgbm #5902"},
        [&] {
          const Parsed parsed = parse_file(good.data(), good.size());
          Value card = parsed.card;
          entry(card, "input").get_if<Value::List>()->pop_back();
          return write_file(card, parsed.pipeline).bytes;
        }());

  // Proofs.
  const Model small = fit_birds(pipeline(
      {Value::List{"columns",
                   recipe("ColumnTransformer",
                          {{"transformers",
                            Value::List{Value::List{"cat", recipe("OneHotEncoder", {{"handle_unknown", "ignore"}}),
                                                    Value::List{"island"}}}}})},
       Value::List{"model", recipe("DecisionTreeClassifier", {{"max_depth", 2}})}}));
  const Blob proved = dump(small).bytes;
  const auto with_proof = [&](const std::function<void(Value&)>& change) {
    Parsed parsed = parse_file(proved.data(), proved.size());
    change(parsed.proof);
    return write_file(parsed.card, parsed.pipeline, parsed.proof).bytes;
  };
  g.add({"tampered_weights", "A leaf changed, everything else in order",
         "Change what the model says for some, and leave the rest alone.", "proof_failed", kNotNoticed,
         "PMML ModelVerification may be ignored"},
        [&] {
          Parsed parsed = parse_file(proved.data(), proved.size());
          Value& values = entry(fitted(step(parsed.pipeline, 1), "tree_"), "value");
          std::vector<double> all = values.array().to_vector<double>();
          std::rotate(all.end() - 3, all.end() - 1, all.end());
          values = Array::own(std::move(all), values.array().shape);
          return write_file(parsed.card, parsed.pipeline, parsed.proof).bytes;
        }());
  g.add({"tampered_proof", "A proof that proves something else", "Make an honest model look broken.", "proof_failed",
         "There is no proof in a pickle.", "PMML ModelVerification may be ignored"},
        with_proof([](Value& proof) {
          Value& output = entry((*entry(proof, "outputs").get_if<Value::List>())[0], "output");
          Value& column = (*(*entry(output, "columns").get_if<Value::List>())[0].get_if<Value::List>())[1];
          set_element(column, 0, 0.5);
        }));
  g.add({"foreign_proof", "The proof of another model", "Have a check run that checks nothing of this model.",
         "audit_proof", "There is no proof in a pickle.", "a check must be of this model"},
        with_proof([](Value& proof) { entry(entry(proof, "X"), "columns").get_if<Value::List>()->pop_back(); }));
}

void texts(Gallery& g, const Model& model) {
  const auto named = [&](const std::string& text) {
    Sample data = birds();
    data.X.set_names({text, "mass", text + "!"});
    TextColumn island = data.X.text(2);
    island.categories[1] = text;
    data.X = Table::from_columns({data.X.column(0), data.X.column(1), Column::of_text(island)}, data.X.names(),
                                 data.X.rows());
    data.y.text.categories[2] = text;
    const Value columns =
        recipe("ColumnTransformer",
               {{"transformers",
                 Value::List{Value::List{"num", recipe("SimpleImputer"), Value::List{0, 1}},
                             Value::List{"cat " + shown(text, 60), recipe("OneHotEncoder"), Value::List{2}}}}});
    const Model m =
        fit_model(from_recipe(pipeline({Value::List{"columns", columns},
                                        Value::List{"model", recipe("DecisionTreeClassifier", {{"max_depth", 2}})}})),
                  data.X, &data.y);
    return dump(m,
                Value::Map{{"name", text},
                           {"target", Value::Map{{"name", text}}},
                           {"dataset", Value::Map{{"name", text}}},
                           {"notes", text}},
                {ProofRequest::What::kNone, nullptr})
        .bytes;
  };
  const char* harmless = "A name is a name to a pickle as well; the page that shows it decides.";
  g.add({"text_script", "Names that are scripts", "Run script in the page that shows the file.", "accepted", harmless,
         "text from a file is shown as text"},
        named("<script>document.title='owned'</script>"));
  g.add({"text_markup", "Names that are markup", "Load an image, run its handler, draw a false form over the page.",
         "accepted", harmless, "text from a file is shown as text"},
        named("\"'><img src=x onerror=\"document.title='owned'\"><b>bold</b>&amp;<style>*{display:none}</style>"));
  g.add({"text_template", "Names that are templates", "Have a placeholder evaluated.", "accepted", harmless,
         "text from a file is shown as text"},
        named("${document.title='owned'} {{7*7}} `x` javascript:document.title='owned'"));
  g.add({"text_bidi", "Names that turn their direction", "Make a text read as another one.", "accepted", harmless,
         "text from a file is shown as text"},
        named("safe\xe2\x80\xae"
              "elcitrap\xe2\x80\xac \xe2\x81\xa6isolated\xe2\x81\xa9"));
  g.add({"text_control", "Names with control characters", "Rewrite the lines of a terminal or a log.", "accepted",
         harmless, "text from a file is shown as text"},
        named("a\x1b[2J\r\nb\t\x7f" + std::string(1, '\0') + "c"));
  g.add({"text_long", "A very long name", "Push everything else off the page.", "accepted", harmless,
         "text from a file is shown as text"},
        named("long " + std::string(4000, 'W')));
  g.add({"text_combining", "A letter with a tower of marks", "Draw over the lines above and below.", "accepted",
         harmless, "text from a file is shown as text"},
        named([] {
          std::string text = "Z";
          for (int i = 0; i < 200; ++i) text += "\xcc\x8d";
          return text;
        }()));
  g.add({"text_formula", "Names that are formulas", "Have a spreadsheet that opens an exported table evaluate a cell.",
         "accepted", harmless, "text from a file is shown as text"},
        named("=HYPERLINK(\"about:blank\")"));
  g.add({"good", "Nothing is wrong with this one", "None: the model that the others were made of.", "accepted",
         "It would have loaded, and so would everything else here.", "for comparison"},
        dump(model, Value::Map{{"name", "birds"}}).bytes);
}

int hostile(const std::string& folder) {
  Gallery g(folder);
  const Model model = fit_birds(bird_recipe(recipe("DecisionTreeClassifier", {{"max_depth", 2}})));
  const Blob good = dump(model, Value::Map{{"name", "birds"}}, {ProofRequest::What::kNone, nullptr}).bytes;
  raw_files(g, good);
  spelled_files(g, model);
  forged_files(g, model);
  texts(g, model);
  const std::string text = g.files.dump(2) + "\n";
  write(folder + "/manifest.json", text.data(), text.size());
  return g.wrong ? 1 : 0;
}

}  // namespace
}  // namespace keepfit::test

int main(int count, char** given) {
  const std::string what = count == 3 ? given[1] : "";
  try {
    if (what == "hostile") return keepfit::test::hostile(given[2]);
    if (what == "corpus") return keepfit::test::corpus(given[2]), 0;
    if (what == "models") return keepfit::test::models(given[2]), 0;
  } catch (const keepfit::Error& e) {
    std::fprintf(stderr, "%s: %s (%s)\n", e.code.c_str(), e.message.c_str(), e.where.c_str());
    return 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
  std::fprintf(stderr, "Give hostile, corpus or models, and a folder.\n");
  return 2;
}
