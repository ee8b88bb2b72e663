"""python table_forms.py: writes tests/golden/tables: small files of every form, and in forms.json what they hold (numbers as numbers or, where JSON
cannot say them, as text; missing values null)."""

import datetime as dt
import decimal
import json
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.styles import Font

FOLDER = Path(__file__).resolve().parent / "tables"
FOLDER.mkdir(exist_ok=True)
expected = {}


def plain(x):
    if x is None or x is pd.NaT or (isinstance(x, float) and x != x):
        return None
    if isinstance(x, (np.floating, float)):
        return float(x) if np.isfinite(x) else str(x)
    if isinstance(x, (bool, np.bool_)):
        return bool(x)
    if isinstance(x, (np.integer, int)):
        return int(x) if abs(int(x)) <= 2**53 else str(int(x))
    return str(x)


def expect(name, columns, **more):
    expected[name] = {"columns": [[n, [plain(x) for x in v]] for n, v in columns], **more}


# ---- Parquet ---------------------------------------------------------------------------------------------------------
n = 60
rng = np.random.RandomState(0)
floats = rng.standard_normal(n) * 10.0 ** rng.randint(-8, 9, n)
floats[[3, 17]] = np.nan
small = rng.randint(-100, 100, n)
table = {
    "float": pa.array(floats, from_pandas=True),
    "single": pa.array(rng.standard_normal(n).astype("float32")),
    "int": pa.array([None if i == 5 else int(x) for i, x in enumerate(small)], pa.int64()),
    "byte": pa.array((small % 50).astype("int8")),
    "unsigned": pa.array((rng.randint(0, 2**31, n).astype("uint32") * np.uint32(2)) % np.uint32(4294967291)),
    "large": pa.array([9007199254740993 + 2 * i * i for i in range(n)], pa.int64()),
    "town": pa.array([["Bern", "Zürich", None, 'a "quoted", one', "NA"][i % 5] for i in range(n)]),
    "code": pa.array([f"{i % 7:03d}" for i in range(n)]),
    "digits": pa.array([str(i % 4) for i in range(n)]),
    "flag": pa.array([None if i == 8 else i % 3 == 0 for i in range(n)]),
    "level": pa.array(["low", "mid", "high"] * 20).dictionary_encode(),
    "constructor": pa.array([i % 4 for i in range(n)], pa.int32()),
    "__proto__": pa.array(["u", "v", "w"] * 20),
}
data = pa.table(table)
columns = [(name, data[name].to_pylist()) for name in table]
for codec in ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]:
    for version, dictionary in [("1.0", True), ("2.0", False)]:
        if version == "2.0" and codec not in ("snappy", "zstd"):
            continue
        name = f"{codec}{'' if version == '1.0' else '_v2'}.parquet"
        pq.write_table(
            data,
            FOLDER / name,
            compression=codec,
            use_dictionary=dictionary,
            data_page_version=version,
            row_group_size=25,
            write_statistics=False,
        )
        if name == "none.parquet":
            expect(name, columns)
        else:
            expected[name] = {"as": "none.parquet"}

day = dt.datetime(2023, 12, 30)
stamps = [None if i == 2 else day + dt.timedelta(days=i) for i in range(12)]
fine = [day + dt.timedelta(hours=i, microseconds=i * 250) for i in range(12)]
dates = pa.table(
    {
        "date": pa.array([s and s.date() for s in stamps]),
        "ms": pa.array(stamps, pa.timestamp("ms")),
        "us": pa.array(fine, pa.timestamp("us")),
        "ns": pa.array(fine, pa.timestamp("ns")),
        "price": pa.array([None if i == 4 else decimal.Decimal(i * 125) / 100 for i in range(12)], pa.decimal128(9, 2)),
        "where": pa.array([{"lat": i / 8, "name": ["x", "y"][i % 2]} if i != 6 else None for i in range(12)]),
        "list": pa.array([[i, i + 1] for i in range(12)]),
    }
)
pq.write_table(dates, FOLDER / "dates.parquet", compression="snappy")


def iso(s):
    if s is None:
        return None
    text = s.isoformat(sep=" ").replace(" 00:00:00", "")
    return text.rstrip("0") if "." in text else text


expect(
    "dates.parquet",
    [
        ("date", [s and s.date().isoformat() for s in stamps]),
        ("ms", [iso(s) for s in stamps]),
        ("us", [iso(s) for s in fine]),
        ("ns", [iso(s) for s in fine]),
        ("price", [None if x is None else float(x) for x in dates["price"].to_pylist()]),
        ("where.lat", [None if i == 6 else i / 8 for i in range(12)]),
        ("where.name", [None if i == 6 else ["x", "y"][i % 2] for i in range(12)]),
        ("list", [f"[{i},{i + 1}]" for i in range(12)]),
    ],
    cells=True,
)

frame = pd.DataFrame({"a": [5, 3, 8, 1], "b": ["u", "v", "u", None]}, index=[10, 20, 30, 40])
frame.to_parquet(FOLDER / "pandas_index.parquet")
expect("pandas_index.parquet", [("a", [5, 3, 8, 1]), ("b", ["u", "v", "u", None])], used=True)

# Times of a zone are those that a clock there shows; durations and times of day have no day.
there = pd.date_range("2024-03-30 23:30", periods=12, freq="4h", tz="Europe/Zurich")
times = [dt.time(8, 15, i) for i in range(12)]
frame = pd.DataFrame({"there": there, "time": times, "took": pd.to_timedelta(np.arange(12) * 90, "s").as_unit("us")})
frame.to_parquet(FOLDER / "zones.parquet")
expect(
    "zones.parquet",
    [
        ("there", [t.tz_localize(None).isoformat(sep=" ") for t in there]),
        ("time", [t.isoformat() for t in times]),
        ("took", [90_000_000 * i for i in range(12)]),
    ],
    cells=True,
)

# What Arrow alone knows (its schema stands in the file): zones, also as distances from UTC, and units of durations.
noon = [dt.datetime(2024, 1, 15, 12, 30), dt.datetime(2024, 7, 15, 12, 30), None, dt.datetime(1969, 12, 31, 23, 0)]
arrow = pa.table(
    {
        "york": pa.array(noon, pa.timestamp("us", "America/New_York")),
        "ahead": pa.array(noon, pa.timestamp("s", "+05:30")),
        "utc": pa.array(noon, pa.timestamp("ns", "UTC")),
        "took": pa.array([dt.timedelta(seconds=s) for s in (90, -1, 0, 86400)], pa.duration("ms")),
    }
)
pq.write_table(arrow, FOLDER / "arrow.parquet")


def clock(name):
    zone = arrow[name].type.tz
    return [
        s and iso(s.tz_convert(zone).tz_localize(None))
        for s in (x and pd.Timestamp(x) for x in arrow[name].to_pylist())
    ]


expect(
    "arrow.parquet",
    [(name, clock(name)) for name in ("york", "ahead", "utc")] + [("took", [90_000, -1_000, 0, 86_400_000])],
    cells=True,
)

# Decimals to their last digit, bytes that are no text, two columns of one name.
digits = [decimal.Decimal(x) for x in ("1234567890123456789012345678.1234567891", "-2.25")] + [None]
whole = [decimal.Decimal(x) for x in ("12345678901234567890123456789", "-7")] + [None]
exact = pa.table(
    [
        pa.array(digits, pa.decimal128(38, 10)),
        pa.array([decimal.Decimal("12345678901234.1234"), decimal.Decimal("0.0001"), None], pa.decimal128(18, 4)),
        pa.array(whole, pa.decimal128(38, 0)),
        pa.array([b"abc", b"\xff\x00", None]),
        pa.array([b"abcd", b"\x00\x01\xfe\xff", None], pa.binary(4)),
        pa.array([1, 2, 3]),
        pa.array(["x", "y", "x"]),
        pa.array([{"n": decimal.Decimal("0.5")}, {"n": None}, None], pa.struct([("n", pa.decimal128(3, 1))])),
    ],
    names=["long", "price", "id", "bytes", "fixed", "twice", "twice", "in"],
)
pq.write_table(exact, FOLDER / "exact.parquet", compression="lz4", row_group_size=2)
expect(
    "exact.parquet",
    [
        ("long", [None if d is None else float(d) for d in digits]),
        ("price", [12345678901234.1234, 0.0001, None]),
        ("id", [None if d is None else str(d) for d in whole]),
        ("bytes", ["abc", "0xff00", None]),
        ("fixed", ["abcd", "0x0001feff", None]),
        ("twice", [1, 2, 3]),
        ("twice", ["x", "y", "x"]),
        ("in.n", [0.5, None, None]),
    ],
)

frame = pd.DataFrame({"month": pd.period_range("2020-01", periods=3, freq="M"), "x": [1.5, 2.5, 4.0]})
frame.to_parquet(FOLDER / "periods.parquet")
expect("periods.parquet", [("month", [p.ordinal for p in frame.month]), ("x", frame.x)])

# ---- Excel -----------------------------------------------------------------------------------------------------------
book = openpyxl.Workbook()
cover = book.active
cover.title = "About"
cover["A1"] = "Measurements of 2024"
sheet = book.create_sheet("Data")
sheet.merge_cells("B2:E2")
sheet["B2"] = "Flowers, spring"
sheet["B2"].font = Font(bold=True)
sheet.append([])
header = ["length", "when", "kind", "ok", "note", "id"]
for j, name in enumerate(header):
    sheet.cell(4, 2 + j, name)
lengths = [round(0.1 + 0.2 * i, 1) for i in range(20)]
for i in range(20):
    r = 5 + i + (i >= 10)  # an empty row in between
    if i != 3:
        sheet.cell(r, 2, lengths[i])
    cell = sheet.cell(r, 3, dt.datetime(2024, 3, 1) + dt.timedelta(days=i))
    cell.number_format = "dd.mm.yyyy"
    sheet.cell(r, 4, ["rose", "tulip", " lily"][i % 3])
    sheet.cell(r, 5, i % 2 == 0)
    if i % 4 == 0:
        sheet.cell(r, 6, '5" long, "NA"')
    sheet.cell(r, 7, f"{i % 6:03d}")
sheet["B8"] = None
sheet["D9"] = "#N/A"
sheet["D9"].data_type = "e"
other = book.create_sheet("Other <&>")
other.append(["a", "b"])
for i in range(5):
    other.append([i * 1.5, "uv"[i % 2]])
book.save(FOLDER / "flowers.xlsx")
kinds = [["rose", "tulip", " lily"][i % 3] for i in range(20)]
kinds[4] = None
expect(
    "flowers.xlsx",
    [
        ("length", [None if i == 3 else lengths[i] for i in range(20)]),
        ("when", [(dt.date(2024, 3, 1) + dt.timedelta(days=i)).isoformat() for i in range(20)]),
        ("kind", kinds),
        ("ok", ["TRUE" if i % 2 == 0 else "FALSE" for i in range(20)]),
        ("note", ['5" long, "NA"' if i % 4 == 0 else None for i in range(20)]),
        ("id", [f"{i % 6:03d}" for i in range(20)]),
    ],
    cells=True,
    sheet="Data",
    sheets=["About", "Data", "Other <&>"],
    lines=[5, 26 - 1],
)

mac = openpyxl.Workbook()
mac.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
sheet = mac.active
sheet.append(["day", "x"])
for i in range(6):
    sheet.append([dt.date(2020, 2, 27) + dt.timedelta(days=i), 10 ** (i - 3) * 7])
mac.save(FOLDER / "mac.xlsx")
expect(
    "mac.xlsx",
    [
        ("day", [(dt.date(2020, 2, 27) + dt.timedelta(days=i)).isoformat() for i in range(6)]),
        ("x", [10 ** (i - 3) * 7 for i in range(6)]),
    ],
    cells=True,
)

# Times of day and durations, days before March 1900, beside an empty sheet and below a title.
book = openpyxl.Workbook()
book.active.title = "Empty"
sheet = book.create_sheet("Times")
sheet["A1"] = "Report 2024"
for j, name in enumerate(["start", "took", "day"]):
    sheet.cell(3, 2 + j, name)
starts = [dt.time(8, 15, i) for i in range(12)]
for i in range(12):
    sheet.cell(4 + i, 2, starts[i])
    sheet.cell(4 + i, 3, dt.timedelta(hours=20 + i, minutes=5)).number_format = "[h]:mm:ss"
    sheet.cell(4 + i, 4, dt.datetime(1900, 1, 1 + 7 * i) if i < 4 else dt.datetime(1900, i, 1))
book.save(FOLDER / "times.xlsx")
expect(
    "times.xlsx",
    [
        ("start", [t.isoformat() for t in starts]),
        ("took", [f"{20 + i}:05:00" for i in range(12)]),
        ("day", [f"1900-01-{1 + 7 * i:02d}" if i < 4 else f"1900-{i:02d}-01" for i in range(12)]),
    ],
    cells=True,
    sheet="Times",
    sheets=["Empty", "Times"],
)
pair = openpyxl.Workbook()
pair.active.append(["Report 2024"])
pair.active.append([])
for row in [["name", "value"], *([f"x{i % 3}", i * 1.5] for i in range(12))]:
    pair.active.append([None, *row])
pair.save(FOLDER / "two_columns.xlsx")
expect("two_columns.xlsx", [("name", [f"x{i % 3}" for i in range(12)]), ("value", [i * 1.5 for i in range(12)])])

# Names over several columns, a value over several rows, cells of blanks, rows, columns and a sheet that are not shown.
book = openpyxl.Workbook()
book.active.title = "Lists"
book.active.append(["code", "word"])
book.active.append([1, "one"])
book.active.append([2, "two"])
book.active.sheet_state = "hidden"
sheet = book.create_sheet("Sizes")
book.active = 1
for row in [["town", "length", None, "price"], [None, "cm", "in", None]]:
    sheet.append(row)
sheet.merge_cells("A1:A2")
sheet.merge_cells("B1:C1")
towns = ["Bern", "Basel", "Genève"]
for i in range(12):
    sheet.append([towns[i // 4] if i % 4 == 0 else None, i * 2.5, i / 2, "\u00a0" if i == 5 else i + 1])
for i in range(0, 12, 4):
    sheet.merge_cells(start_row=3 + i, end_row=6 + i, start_column=1, end_column=1)
sheet.row_dimensions[7].hidden = True
sheet.column_dimensions["C"].hidden = True
book.save(FOLDER / "layout.xlsx")
expect(
    "layout.xlsx",
    [
        ("town", [towns[i // 4] for i in range(12)]),
        ("length cm", [i * 2.5 for i in range(12)]),
        ("length in", [i / 2 for i in range(12)]),
        ("price", [None if i == 5 else i + 1 for i in range(12)]),
    ],
    sheet="Sizes",
    sheets=["Lists", "Sizes"],
    lines=[3, 14],
)

# Large enough that a reader would want workers of its own to unpack it.
wide = openpyxl.Workbook(write_only=True)
sheet = wide.create_sheet("big")
sheet.append([f"c{j}" for j in range(30)])
values = rng.randint(0, 10, (900, 30))
for row in values.tolist():
    sheet.append(row)
wide.save(FOLDER / "big.xlsx")
expect("big.xlsx", [(f"c{j}", values[:, j]) for j in (0, 29)], some=True)

# ---- JSON, as pandas writes it -----------------------------------------------------------------------------------------
frame = pd.DataFrame(
    {
        "x": [1.5, None, -2.25e-7, 3.0],
        "n": [1, 2, 3, 4],
        "t": ["a", 'ü\n"b"', None, "NA"],
        "f": [True, False, True, True],
    },
    index=["p", "q", "r", "s"],
)
shown = [("x", frame.x), ("n", frame.n), ("t", frame.t), ("f", ["true", "false", "true", "true"])]
for orient in ["records", "split", "columns", "values", "table"]:
    text = frame.to_json(orient=orient, double_precision=15)
    (FOLDER / f"{orient}.json").write_text(text, encoding="utf-8")
    if orient == "table":
        expect(f"{orient}.json", [("index", list("pqrs")), *shown])
    else:
        expect(f"{orient}.json", shown if orient != "values" else [(None, v) for _, v in shown])
(FOLDER / "lines.ndjson").write_text(frame.to_json(orient="records", lines=True, double_precision=15), encoding="utf-8")
expect("lines.ndjson", shown)

# ---- ARFF ------------------------------------------------------------------------------------------------------------
(FOLDER / "weather.arff").write_text(
    "% made by hand\n@RELATION weather\n\n@attribute outlook {sunny, 'very cloudy', rainy}\n@attribute 'temp C' NUMERIC\n"
    '@attribute zip string\n@attribute windy {0,1}\n@attribute day date "yyyy-MM-dd"\n\n@DATA\n'
    "sunny, 21.5, '3011', 0, '2024-05-01'\n'very cloudy',?,'0815',1,'2024-05-02'\n% a comment\nrainy,1e1,'it\\'s',0,?\nrainy,-3,?,1,'2024-05-04'\n",
    encoding="utf-8",
)
expect(
    "weather.arff",
    [
        ("outlook", ["sunny", "very cloudy", "rainy", "rainy"]),
        ("temp C", [21.5, None, 10.0, -3.0]),
        ("zip", ["3011", "0815", "it's", None]),
        ("windy", ["0", "1", "0", "1"]),
        ("day", ["2024-05-01", "2024-05-02", None, "2024-05-04"]),
    ],
    cells=True,
)

(FOLDER / "forms.json").write_text(
    json.dumps(expected, ensure_ascii=False, separators=(",", ":")).replace('"},"', '"},\n"').replace(']},"', ']},\n"')
    + "\n",
    encoding="utf-8",
)
print(f"{FOLDER}: {len(expected)} files")
