#include "inspection/column_choice.h"

#include "core/errors.h"
#include "core/table.h"

namespace keepfit {

void check_column(Index j, const Table& X) {
  if (j < 0 || j >= X.columns()) {
    throw Error("bad_value", "features",
                "There is no column " + std::to_string(j) + "; X has " + std::to_string(X.columns()) + ".",
                "Count columns from 0.");
  }
}

Columns::Columns(const Table& X) : names_(X.names()), rows_(X.rows()) {
  for (Index j = 0; j < X.columns(); ++j) columns_.push_back(X.column(j));
}

}  // namespace keepfit
