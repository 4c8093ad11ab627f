package relais;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * Starts one or more Elasticsearch nodes in this JVM and runs until it is told to stop.
 *
 * <pre>
 * Launcher --home DIR --data DIR [--port 9200] [--transport-port PORT+100] [--nodes 1] [-Ekey=value ...]
 * </pre>
 *
 * Node i (from 0) listens for HTTP on port+i and for other nodes on transport-port+i. This takes the place of
 * the distribution's own main class, which refuses to run as root and needs the entitlement agent, a jar that is
 * not published. What it starts is the ordinary server: nothing in it is replaced or stubbed.
 */
public final class Launcher {

    private static final String HOST = "127.0.0.1";

    public static void main(String[] args) {
        try {
            run(args);
        } catch (Throwable t) {
            t.printStackTrace();
            System.exit(1); // the threads of a node that started in part would keep the JVM alive
        }
    }

    private static void run(String[] args) throws Exception {
        Options options = Options.parse(args);
        List<Environment> environments = environments(options);
        Environment first = environments.get(0);

        LogConfigurator.registerErrorListener();
        LogConfigurator.setNodeName(Node.NODE_NAME_SETTING.get(first.settings()));
        LogConfigurator.configureESLogging();
        LogConfigurator.configure(first, true);

        List<Node> nodes = new ArrayList<>();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            close(nodes);
            stopped.countDown();
        }, "launcher-shutdown"));

        for (Environment environment : environments) {
            nodes.add(node(environment, environment == first));
        }
        start(nodes);
        System.out.println("elasticsearch: ready, " + nodes.size() + " node(s), http://" + HOST + ":" + options.port);
        stopped.await();
    }

    private static Node node(Environment environment, boolean namesTheJvm) {
        return new Node(environment, loadModules(environment)) {
            /** Tells the log layout the node's and the cluster's id, which it takes once per JVM. */
            @Override
            protected void configureNodeAndClusterIdStateListener(ClusterService clusterService) {
                if (namesTheJvm) {
                    super.configureNodeAndClusterIdStateListener(clusterService);
                }
            }
        };
    }

    private static PluginsLoader loadModules(Environment environment) {
        var modules = PluginsLoader.loadModulesBundles(environment.modulesDir(), false);
        boolean withServerExports = false; // there are none to make: the server is not a named Java module on a class path
        return PluginsLoader.createPluginsLoader(modules, Set.of(), Map.of(), withServerExports);
    }

    /** A node waits in start() for a master to be elected, so the nodes of a cluster start side by side. */
    private static void start(List<Node> nodes) throws Exception {
        List<Exception> failures = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (Node node : nodes) {
            Thread thread = new Thread(() -> {
                try {
                    node.start();
                } catch (Exception e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            }, "launcher-start");
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failures.isEmpty() == false) {
            throw failures.get(0);
        }
    }

    private static void close(List<Node> nodes) {
        for (Node node : nodes.reversed()) {
            try {
                node.prepareForClose();
                node.close();
                node.awaitClose(10, TimeUnit.SECONDS);
            } catch (Exception e) {
                e.printStackTrace();
            }
        }
    }

    private static List<Environment> environments(Options options) {
        List<String> names = IntStream.range(0, options.nodes).mapToObj(i -> "node-" + i).toList();
        String seeds = IntStream.range(0, options.nodes)
            .mapToObj(i -> HOST + ":" + (options.transportPort + i))
            .collect(Collectors.joining(","));

        List<Environment> environments = new ArrayList<>();
        for (int i = 0; i < options.nodes; i++) {
            Settings.Builder settings = Settings.builder()
                .put("path.home", options.home)
                .put("path.data", options.data.resolve(names.get(i)))
                .put("path.logs", options.data.resolve("logs"))
                .put("node.name", names.get(i))
                .put("http.port", options.port + i)
                .put("transport.port", options.transportPort + i);
            if (options.nodes == 1) {
                settings.put("discovery.type", "single-node");
            } else {
                settings.put("discovery.seed_hosts", seeds);
                settings.put("cluster.initial_master_nodes", String.join(",", names));
            }
            options.settings.forEach(settings::put);
            // Also reads config/elasticsearch.yml, under the settings given here.
            environments.add(
                InternalSettingsPreparer.prepareEnvironment(settings.build(), Map.of(), options.home.resolve("config"), () -> "node")
            );
        }
        return environments;
    }

    private record Options(Path home, Path data, int port, int transportPort, int nodes, Map<String, String> settings) {

        static Options parse(String[] args) {
            Path home = null;
            Path data = null;
            int port = 9200;
            int transportPort = 0;
            int nodes = 1;
            Map<String, String> settings = new LinkedHashMap<>();
            for (int i = 0; i < args.length; i++) {
                switch (args[i]) {
                    case "--home" -> home = Path.of(args[++i]).toAbsolutePath();
                    case "--data" -> data = Path.of(args[++i]).toAbsolutePath();
                    case "--port" -> port = Integer.parseInt(args[++i]);
                    case "--transport-port" -> transportPort = Integer.parseInt(args[++i]);
                    case "--nodes" -> nodes = Integer.parseInt(args[++i]);
                    default -> {
                        int equals = args[i].indexOf('=');
                        if (args[i].startsWith("-E") == false || equals < 0) {
                            throw new IllegalArgumentException("not understood: " + args[i]);
                        }
                        settings.put(args[i].substring(2, equals), args[i].substring(equals + 1));
                    }
                }
            }
            if (home == null || data == null) {
                throw new IllegalArgumentException("--home and --data are needed");
            }
            return new Options(home, data, port, transportPort == 0 ? port + 100 : transportPort, nodes, settings);
        }
    }

    private Launcher() {}
}
