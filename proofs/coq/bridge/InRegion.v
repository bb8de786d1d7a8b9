(**************************************************************************************************)
(* Signs and inverses of a certificate: its network lies in the region of the theory              *)
(*   at_layer L ls   == the layer of each class, from a list                                      *)
(*   all_patterns M L ls == the activation patterns of the region, one a class                    *)
(**************************************************************************************************)
From Truncation Require Import Spec Regions.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import RealNumbers Basic Descent Network.
From Bridge Require Import Vectors Points ListNetworks.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Definition at_layer Q (ls : list nat) (j : 'I_Q) : nat := List.nth j ls 0%N.

Section Region.
Variables (M Q : nat) (Ls : list layer) (A : mat) (c : vec) (Ks : list cluster) (ls : list nat).
Hypotheses (ok : network_ok M Q Ls A c) (data : data_ok M Q Ks).
Let th := params_of M Q Ls A c.

Lemma pattern_nth S : forall x l, pattern Ls x S -> (l < length Ls)%N ->
  List.Forall2 strict (nth nil S l) (affine (fst (List.nth l Ls (nil, nil)))
    (snd (List.nth l Ls (nil, nil))) (hidden (List.firstn l Ls) x)).
Proof.
clear ok th; elim: Ls S => [|[W b] L IH] [|s S] x [|l] //= [h1 h2] lt //.
exact: (IH S _ l h2).
Qed.

Lemma Forall2_nth (s : list bool) (z : vec) i : List.Forall2 strict s z -> (i < length z)%N ->
  strict (nth false s i) (nth R0 z i).
Proof. by move=> h; elim: h i => [|a r s' z' h1 _ IH] [|i] //=; apply: IH. Qed.

Lemma region_pattern_nth L l k i : (k < L)%N -> (i < M)%N ->
  nth false (nth nil (region_pattern M L l) k) i = (k != l).
Proof.
move=> lt lti; rewrite /region_pattern -[List.map _ _]/(map _ _).
have -> : List.seq 0 L = iota 0 L by [].
rewrite (nth_map 0%N) ?size_iota // nth_iota // add0n.
have -> : List.repeat (negb (PeanoNat.Nat.eqb k l)) M = nseq M (k != l).
  by rewrite -[PeanoNat.Nat.eqb k l]/(k == l); elim: (M) => //= n ->.
by rewrite nth_nseq lti.
Qed.

Lemma signs_of_patterns : length ls = Q ->
  strict_patterns Ls Ks (all_patterns M (length Ls) ls) ->
  signs (@class_of Q Ks) (@position M Q Ks) (@at_layer Q ls) th.
Proof.
move=> lsQ str t l i lt.
have sK : size Ks = Q by case: data.
have key (Ks' : list cluster) Ss : List.Forall2 (fun K S => forall x, List.In x (fst K) ->
    pattern Ls x S) Ks' Ss -> forall j x, (j < size Ks')%N ->
    List.In x (fst (nth (nil, nil) Ks' j)) -> pattern Ls x (nth nil Ss j).
  by elim=> [|K S K' S' h _ IH] [|j] x //=; [move=> _; apply: h|apply: IH].
have := key _ _ str (class_of t) (input t).
rewrite sK -nthE -/(class Ks _) => /(_ (ltn_ord _) (input_in t)).
have -> : nth nil (all_patterns M (length Ls) ls) (class_of t) =
  region_pattern M (length Ls) (at_layer ls (class_of t)).
  rewrite /all_patterns -[List.map _ _]/(map _ _) (nth_map 0%N) -?nthE //.
  by rewrite -[size ls]/(length ls) lsQ.
move=> /pattern_nth /(_ lt) str'.
rewrite (pre_bridge ok (input_len data t) lt) mxE nthE.
have [sW lb] := layer_ok ok lt.
have := Forall2_nth (i := i) str'; rewrite (affine_len _ sW lb) => /(_ (ltn_ord i)).
rewrite region_pattern_nth // /strict.
by case: eqP => _ /ltRP.
Qed.

Lemma unit_of_mv (W U : mat) : Spec.shape M M W -> Spec.shape M M U ->
  (forall v, length v = M -> mv W (mv U v) = v) -> Mx M M W \in unitmx.
Proof.
move=> sW sU inv; have e : Mx M M W *m Mx M M U = 1%:M.
  apply/matrixP => i j; have lv := unV_len (delta_mx j 0 : 'cV[RR]_M).
  have := congr1 (V M) (inv _ lv).
  rewrite (mv_bridge sW) ?(mv_len _ sU) // (mv_bridge sU) // unVK mulmxA -colE.
  by move=> /(congr1 (fun m : 'cV[RR]_M => m i 0)); rewrite !mxE eqxx andbT.
by have [] := mulmx1_unit e.
Qed.

Theorem region_bridge : length ls = Q -> invertible M Ls ->
  strict_patterns Ls Ks (all_patterns M (length Ls) ls) ->
  region (@class_of Q Ks) (@position M Q Ks) (@at_layer Q ls) th.
Proof.
move=> lsQ /(all_nthP _ _ (nil, nil)) inv str; split; last exact: signs_of_patterns.
move=> l lt; rewrite Network.W_make // nthE.
by have [sW [U [sU e]]] := inv l lt; apply: unit_of_mv sU e.
Qed.
End Region.
