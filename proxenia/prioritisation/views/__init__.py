"""Pages of evidence: questions and their answers, matches, exposure."""
