"""Where statistics come from: a folder for each source, with its declaration, its reader and, where there is a live
service, its client. A folder put here is a source; nothing else has to be told of it."""
