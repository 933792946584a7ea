"""Make a file of predictions to explain: a logistic regression's, out of fold, on breast-cancer data.

Writes predictions.csv (569 rows: sample, malignant, probability) into the current folder.
"""

import csv
from pathlib import Path

from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

data = load_breast_cancer()
malignant = 1 - data.target  # scikit-learn's 0 is malignant
# Five of the thirty features: a model that is good and has something left to learn.
features = data.data[:, [0, 1, 4, 8, 9]]
model = make_pipeline(StandardScaler(), LogisticRegression())
folds = StratifiedKFold(5, shuffle=True, random_state=0)
probability = cross_val_predict(model, features, malignant, cv=folds, method="predict_proba")[:, 1]

with Path("predictions.csv").open("w", newline="", encoding="utf-8") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["sample", "malignant", "probability"])
    rows.writerows(
        (f"sample {i}", int(y), f"{p:.6f}")
        for i, (y, p) in enumerate(zip(malignant, probability, strict=True))
    )
print(f"predictions.csv: {len(malignant)} rows")
