/*
 * Blobs in SQLite: what SQL pays for asking the extension for a value, and not a column.
 */
#include "peers.h"

#include <algorithm>
#include <phonenum/find.h>
#include <phonenum/sqlite.h>
#include <random>
#include <sqlite3.h>

namespace bench
{

namespace
{

constexpr Description query(const char *name, const char *title)
{
    return {name, title, true, true, true, "", "", true};
}

[[noreturn]] void throw_sqlite(sqlite3 *database)
{
    throw std::runtime_error(std::string("SQLite: ") + sqlite3_errmsg(database));
}

class Statement
{
  public:
    Statement(sqlite3 *database, const char *sql)
    {
        if (sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr))
            throw_sqlite(database);
    }

    ~Statement()
    {
        sqlite3_finalize(statement_);
    }

    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    sqlite3_stmt *get()
    {
        return statement_;
    }

  private:
    sqlite3_stmt *statement_ = nullptr;
};

/* A table in memory whose rows are a record's blob, and its number beside it. */
class Database
{
  public:
    explicit Database(Workload &workload)
    {
        char *message = nullptr;
        if (sqlite3_open(":memory:", &database_) || sqlite3_phonenum_init(database_, &message, nullptr))
            throw_sqlite(database_);
        run("CREATE TABLE numbers (number TEXT, record BLOB)");
        run("BEGIN");
        fill(workload);
        run("COMMIT");
    }

    ~Database()
    {
        sqlite3_close(database_);
    }

    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    void run(const char *sql)
    {
        if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr))
            throw_sqlite(database_);
    }

    sqlite3 *get()
    {
        return database_;
    }

  private:
    void fill(Workload &workload)
    {
        std::shared_ptr<const Packed> packed = workload.packed<Protobuf>();
        Statement insert(database_, "INSERT INTO numbers VALUES (?, ?)");
        for (size_t i = 0; i < workload.records.size(); i++) {
            const phonenum_str number = workload.records[i].phone_number;
            const Span record = packed->at(i);
            sqlite3_bind_text64(insert.get(), 1, number.data, number.size, SQLITE_STATIC, SQLITE_UTF8);
            sqlite3_bind_blob64(insert.get(), 2, record.data, record.size, SQLITE_STATIC);
            if (sqlite3_step(insert.get()) != SQLITE_DONE)
                throw_sqlite(database_);
            sqlite3_reset(insert.get());
        }
    }

    sqlite3 *database_ = nullptr;
};

phonenum_str text_of(sqlite3_stmt *row, int column)
{
    auto text = reinterpret_cast<const char *>(sqlite3_column_text(row, column));
    return {text, static_cast<size_t>(sqlite3_column_bytes(row, column))};
}

/* Reads the number of each row. */
class Scan
{
  public:
    static constexpr const char *operation = "scan";

    void load(Workload &workload)
    {
        records_ = &workload.records;
        encoded_ = workload.packed<Protobuf>();
        database_ = std::make_unique<Database>(workload);
    }

    /* Of the blobs. */
    size_t bytes() const
    {
        return encoded_->bytes();
    }

  protected:
    /* Gives each number to `see`, which returns whether to go on. */
    template <class See> bool scan(const char *sql, See see)
    {
        Statement select(database_->get(), sql);
        int result;
        while ((result = sqlite3_step(select.get())) == SQLITE_ROW) {
            if (!see(text_of(select.get(), 0)))
                return false;
        }
        return result == SQLITE_DONE;
    }

    bool passes(const char *sql)
    {
        size_t bytes = 0;
        bool passed = scan(sql, [&](phonenum_str number) {
            bytes += number.size;
            return true;
        });
        benchmark::DoNotOptimize(bytes);
        return passed;
    }

    bool finds_all(const char *sql)
    {
        size_t next = 0;
        auto is_next = [&](phonenum_str number) {
            return next < records_->size() && phonenum_str_equal(number, (*records_)[next++].phone_number);
        };
        return scan(sql, is_next) && next == records_->size();
    }

    const std::vector<phonenum_record> *records_ = nullptr;
    std::shared_ptr<const Packed> encoded_;
    std::unique_ptr<Database> database_;
};

/* What asking can't be quicker than: reading a column, and finding in each blob. */
class ScanColumn : public Scan
{
  public:
    static constexpr Description description =
        query("sqlite", "SELECT number, and phonenum_find() in each blob outside of SQLite");

    ScanColumn()
    {
        if (phonenum_path_parse("phone_number", &path_, &error_))
            throw std::logic_error(error_.message);
    }

    bool work()
    {
        bool passed = passes(sql);
        for (size_t i = 0; i < encoded_->count() && passed; i++) {
            const Span encoded = encoded_->at(i);
            passed = phonenum_find(encoded.data, encoded.size, &path_, &value_, &error_) == PHONENUM_OK;
            benchmark::ClobberMemory();
        }
        return passed;
    }

    bool proves()
    {
        return work() && finds_all(sql);
    }

  private:
    static constexpr const char *sql = "SELECT number FROM numbers";

    phonenum_path path_;
    phonenum_value value_;
    phonenum_error error_;
};

class ScanBlobs : public Scan
{
  public:
    static constexpr Description description = query("phonenum-get", "SELECT phonenum_get(record, 'phone_number')");

    bool work()
    {
        return passes(sql);
    }

    bool proves()
    {
        return work() && finds_all(sql);
    }

  private:
    static constexpr const char *sql = "SELECT phonenum_get(record, 'phone_number') FROM numbers";
};

struct ByColumn {
    static constexpr Description description = query("sqlite", "WHERE number = ?, with an index");
    static constexpr const char *index = "CREATE INDEX by_number ON numbers (number)";
    static constexpr const char *select = "SELECT record FROM numbers WHERE number = ?";
};

struct ByExpression {
    static constexpr Description description =
        query("phonenum-get", "WHERE phonenum_get(record, 'phone_number') = ?, with an index");
    static constexpr const char *index = "CREATE INDEX by_number ON numbers (phonenum_get(record, 'phone_number'))";
    static constexpr const char *select = "SELECT record FROM numbers WHERE phonenum_get(record, 'phone_number') = ?";
};

/* Looks records up by their numbers, in random order: one for every ten records, which takes long enough. */
template <class By> class Lookup
{
  public:
    static constexpr const char *operation = "lookup";
    static constexpr Description description = By::description;

    void load(Workload &workload)
    {
        select_.reset();
        database_ = std::make_unique<Database>(workload);
        database_->run(By::index);
        select_ = std::make_unique<Statement>(database_->get(), By::select);
        asked_.clear();
        for (const phonenum_record &record : workload.records)
            if (record.phone_number.data)
                asked_.push_back(record.phone_number);
        std::shuffle(asked_.begin(), asked_.end(), std::mt19937(1));
        asked_.resize((asked_.size() + 9) / 10);
        bytes_ = workload.packed<Protobuf>()->bytes();
    }

    bool work()
    {
        bool found = true;
        for (size_t i = 0; i < asked_.size() && found; i++)
            found = look_up(asked_[i], [](const void *record, size_t) { return record != nullptr; });
        return found;
    }

    bool proves()
    {
        phonenum_path path;
        bool found = phonenum_path_parse("phone_number", &path, nullptr) == PHONENUM_OK;
        for (size_t i = 0; i < asked_.size() && found; i++) {
            found = look_up(asked_[i], [&](const void *record, size_t size) {
                phonenum_value value;
                return phonenum_find(record, size, &path, &value, nullptr) == PHONENUM_OK &&
                       phonenum_str_equal(value.text, asked_[i]);
            });
        }
        return found;
    }

    size_t bytes() const
    {
        return bytes_;
    }

  private:
    template <class See> bool look_up(phonenum_str number, See see)
    {
        sqlite3_stmt *select = select_->get();
        sqlite3_bind_text64(select, 1, number.data, number.size, SQLITE_STATIC, SQLITE_UTF8);
        bool found = sqlite3_step(select) == SQLITE_ROW;
        if (found) {
            const void *record = sqlite3_column_blob(select, 0);
            found = see(record, static_cast<size_t>(sqlite3_column_bytes(select, 0)));
        }
        sqlite3_reset(select);
        return found;
    }

    std::unique_ptr<Database> database_;
    std::unique_ptr<Statement> select_;
    std::vector<phonenum_str> asked_;
    size_t bytes_ = 0; /* of the blobs */
};

} // namespace

void add_sqlite(Rows &rows)
{
    add_whole_worker<ScanColumn>(rows);
    add_whole_worker<ScanBlobs>(rows);
    add_whole_worker<Lookup<ByColumn>>(rows);
    add_whole_worker<Lookup<ByExpression>>(rows);
}

std::string version_of_sqlite()
{
    return std::string("SQLite ") + sqlite3_libversion();
}

} // namespace bench
