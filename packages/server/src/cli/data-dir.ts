/** Where an embedded database is kept, unless told: in the folder in which the program runs. */
export const DATA_DIR = '.docket'
