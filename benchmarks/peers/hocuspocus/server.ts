// Hocuspocus with its own extension for databases, as its documentation shows it.
import '../../server/subjects/stock-database.ts'
