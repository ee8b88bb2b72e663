#include "use.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "core/node.h"
#include "core/table.h"
#include "core/wire.h"
#include "persistence/card.h"
#include "persistence/codec.h"
#include "persistence/inspect.h"

namespace keepfit::fuzz {

namespace {

[[noreturn]] void broken(const std::string& promise) {
  std::fprintf(stderr, "broken promise: %s\n", promise.c_str());
  std::abort();
}

constexpr Index kWidest = 5000;
constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// Rows of nasty values. Which columns hold text the card says; where it says nothing, `text` does.
Table rows_for(const Estimator& model, const Value& card, bool text) {
  static constexpr double kNumbers[] = {0.0,       1.0,    -1.5,  std::numeric_limits<double>::quiet_NaN(),
                                        kInfinite, -1e300, 5e-324};
  const Value* input = card.find("input");
  const auto* columns = input ? input->get_if<Value::List>() : nullptr;
  const bool described = columns && static_cast<int64_t>(columns->size()) == model.n_features_in();
  std::vector<Column> out;
  for (Index j = 0; j < static_cast<Index>(model.n_features_in()); ++j) {
    const Value* about = described ? &(*columns)[static_cast<size_t>(j)] : nullptr;
    const Value* kind = about ? about->find("kind") : nullptr;
    if (kind ? kind->is("text") : text) {
      TextColumn column{{}, {"never seen", ""}};
      if (const Value* known = about ? about->find("categories") : nullptr; known && known->get_if<Value::List>()) {
        for (const Value& v : known->list()) {
          if (v.get_if<std::string>()) column.categories.push_back(v.text());
        }
      }
      for (size_t i = 0; i < std::size(kNumbers); ++i)
        column.codes.push_back(static_cast<int32_t>(i % (column.categories.size() + 1)) - 1);
      out.push_back(Column::of_text(std::move(column)));
    } else {
      Vector v(static_cast<Index>(std::size(kNumbers)));
      for (size_t i = 0; i < std::size(kNumbers); ++i)
        v[static_cast<Index>(i)] = kNumbers[(i + static_cast<size_t>(j)) % std::size(kNumbers)];
      out.push_back(Column::of_numbers(std::move(v)));
    }
  }
  return Table::from_columns(std::move(out), {}, static_cast<Index>(std::size(kNumbers)));
}

template <class F>
void attempt(F&& f) {
  try {
    f();
  } catch (const Error& e) {
    expect_readable(e);
  }
}

void use(const Estimator& model, const Table& X) {
  if (model.can_predict()) {
    attempt([&] { encode(wire::write_column(model.predict(X))); });
    // One by one, since a row that is refused refuses its batch.
    for (Index i = 0; i < X.rows(); ++i) attempt([&] { model.predict(X.take({i})); });
  }
  if (model.can_predict_proba()) {
    attempt([&] { encode(wire::write_matrix(model.predict_proba(X))); });
    attempt([&] { model.predict_proba(X.take({0})); });
    attempt([&] { encode(wire::write_labels(*model.classes())); });
  }
  if (model.can_transform()) {
    for (Index i = 0; i < X.rows(); ++i) {
      attempt([&] {
        const Table out = model.transform(X.take({i}));
        if (static_cast<Index>(model.feature_names_out().size()) != out.columns()) broken("as many names as columns");
        if (model.can_inverse_transform() && model.inverse_transform(out).columns() != X.columns())
          broken("inverse_transform leads back to the columns of fit");
      });
    }
  }
  // A prediction is a function of the row.
  attempt([&] {
    if (!model.can_predict() || !model.traits().row_function) return;
    const Value both = wire::write_column(model.predict(X.take({0, 1})));
    const Value first = wire::write_column(model.predict(X.take({0})));
    const auto* numbers = both.get_if<Array>();
    if (numbers && encode(Value(Array::own(std::vector<double>{numbers->to_vector<double>()[0]}))) != encode(first))
      broken("a prediction depends on its row alone");
  });
}

}  // namespace

void expect_readable(const Error& e) {
  if (e.code.empty() || e.message.empty()) broken("an error says what happened");
  if (e.code == "internal") broken("nothing internal is met: " + e.message);
  if (e.message.back() != '.') broken("a message is a sentence: " + e.message);
  if (e.message.size() + e.where.size() > 20000) broken("a message is of a length to be read");
  // It crosses the border as text.
  const std::vector<uint8_t> bytes = encode(Value::Map{{"message", e.message}, {"where", e.where}});
  try {
    decode(bytes.data(), bytes.size());
  } catch (const Error& again) {
    broken("a message is valid text: " + again.message);
  }
}

bool load_and_use(const uint8_t* bytes, size_t size) {
  Model model;
  try {
    ProofResult proof;
    model = load(bytes, size, &proof);
  } catch (const Error& e) {
    expect_readable(e);
    return false;
  }
  const Estimator& e = *model.estimator;
  const std::vector<uint8_t> again = write_file(model.card, to_node(e), *model.proof).bytes;
  if (model.older_fingerprint.empty()) {
    if (again.size() != size || std::memcmp(again.data(), bytes, size) != 0)
      broken("what was accepted is written again as the same bytes");
  } else {
    ProofResult unused;
    const Model now = load(again.data(), again.size(), &unused);
    if (!now.older_fingerprint.empty() || encode(to_node(*now.estimator)) != encode(to_node(e)))
      broken("what an older engine wrote is written as this one reads it");
  }
  attempt([&] { dump(model, {}, {ProofRequest::What::kNone, nullptr}); });
  attempt([&] { inspect_rows(to_node(e)); });
  if (e.n_features_in() > kWidest) return true;
  attempt([&] { dump(model, {}, {ProofRequest::What::kMake, nullptr}); });
  for (const bool text : {false, true}) {
    const Table X = rows_for(e, model.card, text);
    use(e, X);
    attempt([&] {
      if (const Value* input = model.card.find("input")) input_warnings(*input, X);
    });
  }
  return true;
}

}  // namespace keepfit::fuzz
