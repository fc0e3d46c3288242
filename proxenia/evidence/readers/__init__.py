"""Files of external statistics, looked over before anything is reckoned from them."""
