package dev.larder.bench.controlplane;

/** The straight line a + b x that fits best (least squares). */
record Line(double a, double b) {
    /** What the line says for that x. */
    double at(double x) {
        return a + b * x;
    }

    static Line through(double[] x, double[] y) {
        int n = x.length;
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < n; i++) {
            meanX += x[i] / n;
            meanY += y[i] / n;
        }
        double up = 0;
        double along = 0;
        for (int i = 0; i < n; i++) {
            up += (x[i] - meanX) * (y[i] - meanY);
            along += (x[i] - meanX) * (x[i] - meanX);
        }
        double b = along == 0 ? 0 : up / along;
        double a = meanY - b * meanX;
        return new Line(a, b);
    }
}
