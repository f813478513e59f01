%% Erlang processes as a peer of Axon: see benchmarks/README.md.
%% Mailboxes have no limit, so a producer asks for an acknowledgement with the last of each so many
%% messages, and waits for it; at capacity 1 that counts as a message too.
-module(kamaelia_peer).
-export([main/1]).

-define(MANY, 1000).
-define(WINDOW, 64).
-define(LIVES, 10000).

main([Scenario]) ->
    case io:get_line("") of
        eof -> halt(0);
        Line ->
            Count = list_to_integer(string:trim(Line)),
            Begun = erlang:monotonic_time(nanosecond),
            case run(Scenario, Count) of
                unsupported -> io:format("unsupported~n");
                {Seen, Since, More} -> answer(Seen, Since, More);
                Seen -> answer(Seen, Begun, "")
            end,
            main([Scenario])
    end.

answer(Seen, Since, More) ->
    io:format("count=~b nanos=~b~s~n", [Seen, erlang:monotonic_time(nanosecond) - Since, More]).

run('hop-1', Count) -> 2 * hop(1, Count div 2);
run('hop-64', Count) -> hop(?WINDOW, Count);
run('hop-across', Count) -> hop(?WINDOW, Count);
run(ring, Count) -> ring(Count div ?MANY);
run('fan-out', Count) -> fan_out(Count div ?MANY);
run('many-to-one', Count) -> many_to_one(Count div ?MANY);
run(life, Count) -> life(Count, 0);
run(idle, Count) -> idle(Count);
run(latency, Count) -> latency(Count);
run(_, _) -> unsupported.

hop(Window, Count) ->
    Main = self(),
    Sink = spawn_link(fun() -> Main ! {seen, sink(Count, 0)} end),
    spawn_link(fun() -> source([Sink], Count, Window) end),
    seen(1).

ring(Laps) ->
    Main = self(),
    First = spawn_link(fun() ->
        receive {next, Next} -> Main ! {seen, ?MANY * laps(Next, Laps, 0)} end
    end),
    Second = lists:foldl(
        fun(_, Next) -> spawn_link(fun() -> pass(Next) end) end, First, lists:seq(2, ?MANY)),
    First ! {next, Second},
    Seen = seen(1),
    Second ! stop,
    Seen.

fan_out(Messages) ->
    Main = self(),
    Sinks = [spawn_link(fun() -> Main ! {seen, sink(Messages, 0)} end)
             || _ <- lists:seq(1, ?MANY)],
    spawn_link(fun() -> source(Sinks, Messages, ?WINDOW) end),
    seen(?MANY).

many_to_one(Messages) ->
    Main = self(),
    Sink = spawn_link(fun() -> Main ! {seen, sink(Messages * ?MANY, 0)} end),
    [spawn_link(fun() -> source([Sink], Messages, ?WINDOW) end) || _ <- lists:seq(1, ?MANY)],
    seen(1).

life(0, Seen) -> Seen;
life(Left, Seen) ->
    [spawn_monitor(fun() -> ok end) || _ <- lists:seq(1, ?LIVES)],
    life(Left - ?LIVES, Seen + ended(?LIVES, 0)).

ended(0, Seen) -> Seen;
ended(Left, Seen) -> receive {'DOWN', _, process, _, normal} -> ended(Left - 1, Seen + 1) end.

%% They report by a counter: a million reports in one mailbox would be what is measured.
idle(Count) ->
    Before = erlang:memory(total),
    Main = self(),
    Resting = atomics:new(1, []),
    Woken = atomics:new(1, []),
    Idle = [spawn(fun() -> idle(Main, Count, Resting, Woken) end) || _ <- lists:seq(1, Count)],
    await(all, 1),
    erlang:garbage_collect(),
    Each = (erlang:memory(total) - Before) div Count,
    io:format("rested~n"),
    Since = erlang:monotonic_time(nanosecond),
    spawn_link(fun() -> [One ! message || One <- Idle] end),
    await(all, 1),
    {atomics:get(Woken, 1), Since, io_lib:format(" bytes=~b", [Each])}.

idle(Main, Count, Resting, Woken) ->
    count(Main, Count, Resting),
    receive message -> count(Main, Count, Woken) end.

count(Main, Count, Counter) ->
    case atomics:add_get(Counter, 1, 1) of
        Count -> Main ! all;
        _ -> ok
    end.

latency(Count) ->
    Main = self(),
    Begun = erlang:monotonic_time(nanosecond),
    spawn_link(fun() -> clockwork(Main, Count) end),
    Took = list_to_tuple(lists:sort(arrivals(Count, []))),
    Micros = fun(Share) -> element(1 + trunc(Share * (Count - 1)), Took) / 1000 end,
    {Count, Begun, io_lib:format(" p50=~.1f p99=~.1f", [Micros(0.5), Micros(0.99)])}.

arrivals(0, Took) -> Took;
arrivals(Left, Took) ->
    receive
        {sent, Sent} -> arrivals(Left - 1, [erlang:monotonic_time(nanosecond) - Sent | Took])
    end.

clockwork(_, 0) -> ok;
clockwork(To, Left) ->
    timer:sleep(1),
    To ! {sent, erlang:monotonic_time(nanosecond)},
    clockwork(To, Left - 1).

%% Sends so many messages to each, in windows.
source(_, 0, _) -> ok;
source(Sinks, Left, Window) ->
    window(Sinks, Window),
    await(go_on, length(Sinks)),
    source(Sinks, Left - Window, Window).

window(Sinks, 1) ->
    Last = {last, self()},
    [Sink ! Last || Sink <- Sinks];
window(Sinks, Left) ->
    [Sink ! message || Sink <- Sinks],
    window(Sinks, Left - 1).

%% Counts what comes, until it has got so many.
sink(Count, Count) -> Count;
sink(Count, Seen) ->
    receive
        message -> sink(Count, Seen + 1);
        {last, Source} -> Source ! go_on, sink(Count, Seen + 1)
    end.

laps(Next, Laps, Seen) ->
    Next ! token,
    receive
        token when Seen + 1 =:= Laps -> Laps;
        token -> laps(Next, Laps, Seen + 1)
    end.

pass(Next) ->
    receive
        token -> Next ! token, pass(Next);
        stop -> Next ! stop
    end.

%% Receives a message so many times. With an accumulator, as all loops here: collections go through
%% the stack.
await(_, 0) -> ok;
await(Message, Left) -> receive Message -> await(Message, Left - 1) end.

%% What so many have seen.
seen(Of) -> seen(Of, 0).

seen(0, Seen) -> Seen;
seen(Left, Seen) -> receive {seen, More} -> seen(Left - 1, Seen + More) end.
