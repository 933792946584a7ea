"""Make a file of two models' predictions to compare, both out of fold, on breast-cancer data.

Writes models.csv (569 rows: sample, malignant, logistic, boosted) into the current folder.
"""

import csv
from pathlib import Path

from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

data = load_breast_cancer()
malignant = 1 - data.target  # scikit-learn's 0 is malignant
features = data.data[:, [0, 1, 4, 8, 9]]
models = {
    "logistic": make_pipeline(StandardScaler(), LogisticRegression()),
    "boosted": HistGradientBoostingClassifier(random_state=0),
}
folds = StratifiedKFold(5, shuffle=True, random_state=0)
columns = [
    cross_val_predict(model, features, malignant, cv=folds, method="predict_proba")[:, 1]
    for model in models.values()
]

with Path("models.csv").open("w", newline="", encoding="utf-8") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["sample", "malignant", *models])
    rows.writerows(
        (f"sample {i}", int(y), f"{p:.6f}", f"{q:.6f}")
        for i, (y, p, q) in enumerate(zip(malignant, *columns, strict=True))
    )
print(f"models.csv: {len(malignant)} rows")
