package relais;

import java.util.concurrent.CountDownLatch;

import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * Starts the nodes that the runner's own options describe, on any port: its own main class knows 9201 to 9299 only.
 * Runs until it is told to stop.
 */
public final class Launcher {

    public static void main(String[] args) throws Exception {
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.setMaxHttpPort(-1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(runner)));
        try {
            runner.build(args);
        } catch (RuntimeException error) {
            error.printStackTrace();
            System.exit(1); // the threads of a node that started in part would keep the JVM alive
        }
        new CountDownLatch(1).await();
    }

    private static void close(OpenSearchRunner runner) {
        try {
            runner.close();
        } catch (Exception error) {
            error.printStackTrace();
        }
    }

    private Launcher() {}
}
